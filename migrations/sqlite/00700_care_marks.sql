-- +goose Up
CREATE TABLE care_marks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  bed_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  shift_day DATE NOT NULL,
  slot_id INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  at DATETIME NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  slept INTEGER NOT NULL,
  washed INTEGER NOT NULL,
  ate INTEGER NOT NULL,
  medicine INTEGER NOT NULL,
  mood INTEGER NOT NULL,
  response INTEGER NOT NULL,
  exceptions INTEGER NOT NULL,
  cause INTEGER NOT NULL,
  note TEXT NOT NULL,
  amends_id INTEGER NULL,
  reason TEXT NOT NULL,
  CONSTRAINT care_marks_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_marks_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_marks_signed CHECK (recorded_by > 0),
  CONSTRAINT care_marks_amends CHECK ((turn = 0) = (amends_id IS NULL)),
  CONSTRAINT care_marks_reason CHECK (cause <> 1 OR reason <> '')
);
CREATE UNIQUE INDEX care_marks_turn ON care_marks (resident_id, shift_day, slot_id, turn);
CREATE INDEX care_marks_round ON care_marks (ward_id, shift_day, slot_id);

-- +goose Down
DROP TABLE care_marks;
