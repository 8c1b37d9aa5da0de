-- +goose Up
CREATE TABLE care_incident_people (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  root_id INTEGER NOT NULL,
  incident_id INTEGER NOT NULL,
  resident_id INTEGER NULL,
  member_id INTEGER NULL,
  CONSTRAINT care_incident_people_incident_is FOREIGN KEY (incident_id) REFERENCES care_incidents (id),
  CONSTRAINT care_incident_people_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_incident_people_one CHECK ((resident_id IS NULL) <> (member_id IS NULL))
);
CREATE INDEX care_incident_people_root ON care_incident_people (root_id, member_id);
CREATE INDEX care_incident_people_incident ON care_incident_people (incident_id);
CREATE INDEX care_incident_people_resident ON care_incident_people (resident_id);

-- +goose Down
DROP TABLE care_incident_people;
