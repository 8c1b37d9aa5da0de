-- +goose Up
CREATE TABLE wards_zones (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  search_key TEXT NOT NULL,
  open_key TEXT NULL,
  position INTEGER NOT NULL DEFAULT 0,
  changed_from DATE NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT wards_zones_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT wards_zones_kind CHECK (kind IN ('male', 'female', 'close_observation', 'isolation', 'elderly', 'children', 'disabled', 'emergency', 'recovery', 'voluntary', 'infirmary'))
);
CREATE UNIQUE INDEX wards_zones_open_key ON wards_zones (campus_id, open_key);

-- +goose Down
DROP TABLE wards_zones;
