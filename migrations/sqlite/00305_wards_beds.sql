-- +goose Up
CREATE TABLE wards_beds (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  search_key TEXT NOT NULL,
  open_key TEXT NULL,
  overflow BOOLEAN NOT NULL DEFAULT 0,
  position INTEGER NOT NULL DEFAULT 0,
  changed_from DATE NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT wards_beds_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT wards_beds_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT wards_beds_room_is FOREIGN KEY (room_id) REFERENCES wards_rooms (id)
);
CREATE UNIQUE INDEX wards_beds_open_key ON wards_beds (room_id, open_key);
CREATE INDEX wards_beds_campus ON wards_beds (campus_id);
CREATE INDEX wards_beds_ward ON wards_beds (ward_id);

-- +goose Down
DROP TABLE wards_beds;
