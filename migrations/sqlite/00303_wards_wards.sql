-- +goose Up
CREATE TABLE wards_wards (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  zone_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  search_key TEXT NOT NULL,
  open_key TEXT NULL,
  sex TEXT NOT NULL,
  age_from INTEGER NULL,
  age_to INTEGER NULL,
  care_24h BOOLEAN NOT NULL DEFAULT 0,
  position INTEGER NOT NULL DEFAULT 0,
  changed_from DATE NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT wards_wards_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT wards_wards_zone_is FOREIGN KEY (zone_id) REFERENCES wards_zones (id),
  CONSTRAINT wards_wards_sex CHECK (sex IN ('m', 'f', 'any')),
  CONSTRAINT wards_wards_age CHECK (age_to IS NULL OR age_from IS NULL OR age_to >= age_from)
);
CREATE UNIQUE INDEX wards_wards_open_key ON wards_wards (campus_id, open_key);
CREATE INDEX wards_wards_zone ON wards_wards (zone_id);

-- +goose Down
DROP TABLE wards_wards;
