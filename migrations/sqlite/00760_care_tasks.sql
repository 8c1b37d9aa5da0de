-- +goose Up
CREATE TABLE care_tasks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  note TEXT NOT NULL,
  hours TEXT NOT NULL,
  from_at DATETIME NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  answered_due DATETIME NULL,
  open_resident_id INTEGER NULL,
  ended_at DATETIME NULL,
  ended_by INTEGER NULL,
  end_note TEXT NOT NULL,
  CONSTRAINT care_tasks_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_tasks_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_tasks_hours CHECK (hours <> ''),
  CONSTRAINT care_tasks_signed CHECK (recorded_by > 0),
  CONSTRAINT care_tasks_open CHECK ((open_resident_id IS NOT NULL) = (ended_at IS NULL)),
  CONSTRAINT care_tasks_open_is CHECK (open_resident_id IS NULL OR open_resident_id = resident_id),
  CONSTRAINT care_tasks_ended CHECK (ended_at IS NULL OR (ended_by IS NOT NULL AND end_note <> ''))
);
CREATE UNIQUE INDEX care_tasks_open_resident_id ON care_tasks (open_resident_id, kind, hours);
CREATE INDEX care_tasks_resident ON care_tasks (resident_id, from_at);
CREATE INDEX care_tasks_campus ON care_tasks (campus_id, ended_at);

-- +goose Down
DROP TABLE care_tasks;
