-- +goose Up
ALTER TABLE staff_sessions ADD COLUMN device_id INTEGER NULL CONSTRAINT staff_sessions_device_id REFERENCES staff_devices (id);
ALTER TABLE staff_sessions ADD COLUMN entered TEXT NOT NULL DEFAULT 'password' CONSTRAINT staff_sessions_entered CHECK (entered IN ('password', 'pin', 'badge'));
CREATE INDEX staff_sessions_device ON staff_sessions (device_id);

-- +goose Down
DROP INDEX staff_sessions_device;
ALTER TABLE staff_sessions DROP COLUMN entered;
ALTER TABLE staff_sessions DROP COLUMN device_id;
