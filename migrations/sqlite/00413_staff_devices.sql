-- +goose Up
CREATE TABLE staff_devices (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  zone_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  browser TEXT NOT NULL,
  registered_at DATETIME NOT NULL,
  registered_by INTEGER NOT NULL,
  used_at DATETIME NULL,
  revoked_at DATETIME NULL,
  revoked_by INTEGER NOT NULL DEFAULT 0,
  revoked_reason TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT staff_devices_campus_id FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT staff_devices_zone_id FOREIGN KEY (zone_id) REFERENCES wards_zones (id),
  CONSTRAINT staff_devices_ward_id FOREIGN KEY (ward_id) REFERENCES wards_wards (id)
);
CREATE UNIQUE INDEX staff_devices_secret_hash ON staff_devices (secret_hash);
CREATE INDEX staff_devices_campus ON staff_devices (campus_id, revoked_at);

-- +goose Down
DROP TABLE staff_devices;
