-- +goose Up
CREATE TABLE wards_campuses (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  short_name TEXT NOT NULL,
  address TEXT NOT NULL,
  land_m2 INTEGER NOT NULL DEFAULT 0,
  area_type TEXT NOT NULL,
  position INTEGER NOT NULL DEFAULT 0,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT wards_campuses_area_type CHECK (area_type IN ('rural', 'urban', 'mountain')),
  CONSTRAINT wards_campuses_land CHECK (land_m2 >= 0)
);
CREATE UNIQUE INDEX wards_campuses_code ON wards_campuses (code);

-- +goose Down
DROP TABLE wards_campuses;
