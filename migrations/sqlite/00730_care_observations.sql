-- +goose Up
CREATE TABLE care_observations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  amount INTEGER NOT NULL,
  amount2 INTEGER NOT NULL,
  at DATETIME NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  note TEXT NOT NULL,
  replaces_id INTEGER NULL,
  replaced_at DATETIME NULL,
  taken BOOLEAN NOT NULL,
  reason TEXT NOT NULL,
  CONSTRAINT care_observations_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_observations_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_observations_replaces_is FOREIGN KEY (replaces_id) REFERENCES care_observations (id),
  CONSTRAINT care_observations_signed CHECK (recorded_by > 0),
  CONSTRAINT care_observations_amounts CHECK (amount >= 0 AND amount2 >= 0)
);
CREATE UNIQUE INDEX care_observations_replaces_id ON care_observations (replaces_id);
CREATE INDEX care_observations_newest ON care_observations (resident_id, kind, at);

-- +goose Down
DROP TABLE care_observations;
