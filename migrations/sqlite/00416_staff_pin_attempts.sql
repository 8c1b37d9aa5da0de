-- +goose Up
CREATE TABLE staff_pin_attempts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  member_id INTEGER NOT NULL,
  device_id INTEGER NOT NULL,
  failures INTEGER NOT NULL,
  last_at DATETIME NOT NULL,
  locked_until DATETIME NULL,
  CONSTRAINT staff_pin_attempts_member FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT staff_pin_attempts_device FOREIGN KEY (device_id) REFERENCES staff_devices (id)
);
CREATE UNIQUE INDEX staff_pin_attempts_member_id ON staff_pin_attempts (member_id, device_id);
CREATE INDEX staff_pin_attempts_last ON staff_pin_attempts (last_at);

-- +goose Down
DROP TABLE staff_pin_attempts;
