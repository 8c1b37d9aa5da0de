-- +goose Up
CREATE TABLE care_looks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  at DATETIME NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  note TEXT NOT NULL,
  CONSTRAINT care_looks_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_looks_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_looks_signed CHECK (recorded_by > 0)
);
CREATE INDEX care_looks_resident ON care_looks (resident_id, at);
CREATE INDEX care_looks_ward ON care_looks (ward_id, at);

-- +goose Down
DROP TABLE care_looks;
