-- +goose Up
CREATE TABLE wards_rooms (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  search_key TEXT NOT NULL,
  open_key TEXT NULL,
  floor_dm2 INTEGER NOT NULL DEFAULT 0,
  care_24h BOOLEAN NOT NULL DEFAULT 0,
  position INTEGER NOT NULL DEFAULT 0,
  changed_from DATE NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT wards_rooms_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT wards_rooms_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT wards_rooms_floor CHECK (floor_dm2 >= 0)
);
CREATE UNIQUE INDEX wards_rooms_open_key ON wards_rooms (ward_id, open_key);
CREATE INDEX wards_rooms_campus ON wards_rooms (campus_id);

-- +goose Down
DROP TABLE wards_rooms;
