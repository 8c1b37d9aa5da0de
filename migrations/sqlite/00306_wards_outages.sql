-- +goose Up
CREATE TABLE wards_outages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  bed_id INTEGER NULL,
  open_room_id INTEGER NULL,
  open_bed_id INTEGER NULL,
  reason TEXT NOT NULL,
  started_at DATETIME NOT NULL,
  due_on DATE NULL,
  ended_at DATETIME NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  ended_recorded_at DATETIME NULL,
  ended_recorded_by INTEGER NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT wards_outages_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT wards_outages_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT wards_outages_room_is FOREIGN KEY (room_id) REFERENCES wards_rooms (id),
  CONSTRAINT wards_outages_bed_is FOREIGN KEY (bed_id) REFERENCES wards_beds (id),
  CONSTRAINT wards_outages_period CHECK (ended_at IS NULL OR ended_at >= started_at)
);
CREATE UNIQUE INDEX wards_outages_open_room_id ON wards_outages (open_room_id);
CREATE UNIQUE INDEX wards_outages_open_bed_id ON wards_outages (open_bed_id);
CREATE INDEX wards_outages_campus ON wards_outages (campus_id);
CREATE INDEX wards_outages_ward ON wards_outages (ward_id);

-- +goose Down
DROP TABLE wards_outages;
