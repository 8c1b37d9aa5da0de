-- +goose Up
CREATE TABLE care_norms (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE NOT NULL,
  rounds INTEGER NOT NULL,
  seen INTEGER NOT NULL,
  slept INTEGER NOT NULL,
  washed INTEGER NOT NULL,
  ate INTEGER NOT NULL,
  medicine INTEGER NOT NULL,
  mood INTEGER NOT NULL,
  recorded_at DATETIME NOT NULL,
  CONSTRAINT care_norms_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id)
);
CREATE UNIQUE INDEX care_norms_resident_id ON care_norms (resident_id);
CREATE INDEX care_norms_campus ON care_norms (campus_id);

-- +goose Down
DROP TABLE care_norms;
