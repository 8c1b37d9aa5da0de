-- +goose Up
CREATE TABLE staff_device_uses (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  device_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  used_at DATETIME NOT NULL,
  CONSTRAINT staff_device_uses_device FOREIGN KEY (device_id) REFERENCES staff_devices (id),
  CONSTRAINT staff_device_uses_member FOREIGN KEY (member_id) REFERENCES staff_members (id)
);
CREATE UNIQUE INDEX staff_device_uses_device_id ON staff_device_uses (device_id, member_id);
CREATE INDEX staff_device_uses_campus ON staff_device_uses (campus_id);

-- +goose Down
DROP TABLE staff_device_uses;
