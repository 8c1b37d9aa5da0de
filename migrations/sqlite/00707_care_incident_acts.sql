-- +goose Up
CREATE TABLE care_incident_acts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  root_id INTEGER NOT NULL,
  what TEXT NOT NULL,
  due_at DATETIME NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  open_ward_id INTEGER NULL,
  done_at DATETIME NULL,
  done_by INTEGER NULL,
  done_note TEXT NOT NULL,
  CONSTRAINT care_incident_acts_root_is FOREIGN KEY (root_id) REFERENCES care_incidents (id),
  CONSTRAINT care_incident_acts_what_is CHECK (what <> ''),
  CONSTRAINT care_incident_acts_open_is CHECK ((open_ward_id IS NOT NULL) = (done_at IS NULL)),
  CONSTRAINT care_incident_acts_done_is CHECK ((done_at IS NULL) = (done_by IS NULL))
);
CREATE INDEX care_incident_acts_root ON care_incident_acts (root_id, id);
CREATE INDEX care_incident_acts_open ON care_incident_acts (open_ward_id);

-- +goose Down
DROP TABLE care_incident_acts;
