-- +goose Up
CREATE TABLE care_dismissals (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  shift_day DATE NOT NULL,
  shift_id INTEGER NOT NULL,
  reason TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT care_dismissals_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_dismissals_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_dismissals_reason_is CHECK (reason <> ''),
  CONSTRAINT care_dismissals_signed CHECK (recorded_by > 0)
);
CREATE UNIQUE INDEX care_dismissals_turn ON care_dismissals (resident_id, shift_day, shift_id);
CREATE INDEX care_dismissals_ward ON care_dismissals (ward_id, shift_day);

-- +goose Down
DROP TABLE care_dismissals;
