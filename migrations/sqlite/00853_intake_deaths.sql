-- +goose Up
CREATE TABLE intake_deaths (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  departure_id INTEGER NOT NULL,
  live_departure_id INTEGER NULL,
  died_at DATETIME NOT NULL,
  place_kind TEXT NOT NULL,
  place TEXT NOT NULL,
  cause TEXT NOT NULL,
  unclear BOOLEAN NOT NULL,
  found_by TEXT NOT NULL,
  witnesses TEXT NOT NULL,
  belongings TEXT NOT NULL,
  buried_on DATE NULL,
  burial_kind TEXT NOT NULL,
  burial_place TEXT NOT NULL,
  buried_by TEXT NOT NULL,
  burial_recorded_at DATETIME NULL,
  burial_recorded_by INTEGER NULL,
  former_reason TEXT NOT NULL,
  former_note TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  voided_at DATETIME NULL,
  voided_by INTEGER NULL,
  void_reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT intake_deaths_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_deaths_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_deaths_departure_is FOREIGN KEY (departure_id) REFERENCES intake_departures (id),
  CONSTRAINT intake_deaths_live CHECK ((live_departure_id IS NOT NULL) = (voided_at IS NULL)),
  CONSTRAINT intake_deaths_live_is CHECK (live_departure_id IS NULL OR live_departure_id = departure_id),
  CONSTRAINT intake_deaths_place CHECK (place_kind IN ('house', 'hospital', 'elsewhere')),
  CONSTRAINT intake_deaths_buried CHECK ((buried_on IS NULL) = (burial_recorded_at IS NULL)),
  CONSTRAINT intake_deaths_voided CHECK (voided_at IS NULL OR void_reason <> '')
);
CREATE UNIQUE INDEX intake_deaths_live_departure_id ON intake_deaths (live_departure_id);
CREATE INDEX intake_deaths_campus ON intake_deaths (campus_id, died_at);
CREATE INDEX intake_deaths_resident ON intake_deaths (resident_id, id);

-- +goose Down
DROP TABLE intake_deaths;
