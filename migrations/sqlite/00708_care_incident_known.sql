-- +goose Up
CREATE TABLE care_incident_known (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  root_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  at DATETIME NOT NULL,
  CONSTRAINT care_incident_known_root_is FOREIGN KEY (root_id) REFERENCES care_incidents (id),
  CONSTRAINT care_incident_known_signed CHECK (member_id > 0)
);
CREATE UNIQUE INDEX care_incident_known_member ON care_incident_known (root_id, member_id);

-- +goose Down
DROP TABLE care_incident_known;
