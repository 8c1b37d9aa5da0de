-- +goose Up
CREATE TABLE staff_duty_rooms (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  duty_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  ended_at DATETIME NULL,
  ended_by INTEGER NOT NULL DEFAULT 0,
  open_key TEXT NULL,
  CONSTRAINT staff_duty_rooms_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT staff_duty_rooms_duty_is FOREIGN KEY (duty_id) REFERENCES staff_duties (id) ON DELETE CASCADE,
  CONSTRAINT staff_duty_rooms_room_is FOREIGN KEY (room_id) REFERENCES wards_rooms (id),
  CONSTRAINT staff_duty_rooms_by_whom CHECK (recorded_by > 0),
  CONSTRAINT staff_duty_rooms_open CHECK (open_key IS NULL OR ended_at IS NULL)
);
CREATE UNIQUE INDEX staff_duty_rooms_open_key ON staff_duty_rooms (open_key);
CREATE INDEX staff_duty_rooms_duty ON staff_duty_rooms (duty_id);
CREATE INDEX staff_duty_rooms_campus ON staff_duty_rooms (campus_id);
CREATE INDEX staff_duty_rooms_room ON staff_duty_rooms (room_id);

-- +goose Down
DROP TABLE staff_duty_rooms;
