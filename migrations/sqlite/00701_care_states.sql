-- +goose Up
CREATE TABLE care_states (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  shift_day DATE NOT NULL,
  slot_id INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  round_at DATETIME NOT NULL,
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
  note TEXT NOT NULL,
  CONSTRAINT care_states_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_states_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id)
);
CREATE UNIQUE INDEX care_states_resident_id ON care_states (resident_id);
CREATE INDEX care_states_ward ON care_states (ward_id);

-- +goose Down
DROP TABLE care_states;
