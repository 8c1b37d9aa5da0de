-- +goose Up
CREATE TABLE intake_departure_steps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  departure_id INTEGER NOT NULL,
  step TEXT NOT NULL,
  happened_on DATE NULL,
  happened_at DATETIME NULL,
  number TEXT NOT NULL,
  note TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT intake_departure_steps_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_departure_steps_departure_is FOREIGN KEY (departure_id) REFERENCES intake_departures (id)
);
CREATE INDEX intake_departure_steps_departure ON intake_departure_steps (departure_id, id);

-- +goose Down
DROP TABLE intake_departure_steps;
