-- +goose Up
ALTER TABLE staff_sessions
  ADD COLUMN device_id BIGINT UNSIGNED NULL,
  ADD COLUMN entered VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'password',
  ADD KEY staff_sessions_device (device_id),
  ADD CONSTRAINT staff_sessions_device_id FOREIGN KEY (device_id) REFERENCES staff_devices (id),
  ADD CONSTRAINT staff_sessions_entered CHECK (entered IN ('password', 'pin', 'badge'));

-- +goose Down
ALTER TABLE staff_sessions
  DROP CONSTRAINT staff_sessions_entered,
  DROP FOREIGN KEY staff_sessions_device_id,
  DROP KEY staff_sessions_device,
  DROP COLUMN entered,
  DROP COLUMN device_id;
