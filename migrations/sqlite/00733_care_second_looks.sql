-- +goose Up
CREATE TABLE care_second_looks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  mark_id INTEGER NOT NULL,
  shift_day DATE NOT NULL,
  slot_id INTEGER NOT NULL,
  first_by INTEGER NOT NULL,
  chosen_at DATETIME NOT NULL,
  looked_at DATETIME NULL,
  looked_by INTEGER NULL,
  found INTEGER NOT NULL,
  compared INTEGER NOT NULL,
  agreed INTEGER NOT NULL,
  note TEXT NOT NULL,
  CONSTRAINT care_second_looks_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_second_looks_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_second_looks_mark_is FOREIGN KEY (mark_id) REFERENCES care_marks (id),
  CONSTRAINT care_second_looks_two CHECK (looked_by IS NULL OR looked_by <> first_by),
  CONSTRAINT care_second_looks_looked_is CHECK ((looked_at IS NULL) = (looked_by IS NULL)),
  CONSTRAINT care_second_looks_agreed_is CHECK (agreed >= 0 AND agreed <= compared)
);
CREATE UNIQUE INDEX care_second_looks_mark_id ON care_second_looks (mark_id);
CREATE INDEX care_second_looks_campus ON care_second_looks (campus_id, chosen_at);
CREATE INDEX care_second_looks_chosen ON care_second_looks (chosen_at);
CREATE INDEX care_second_looks_resident ON care_second_looks (resident_id);

-- +goose Down
DROP TABLE care_second_looks;
