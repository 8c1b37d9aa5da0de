-- +goose Up
CREATE TABLE care_door_codes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  code TEXT NOT NULL,
  issued_at DATETIME NOT NULL,
  issued_by INTEGER NOT NULL,
  ended_at DATETIME NULL,
  ended_by INTEGER NULL,
  end_reason TEXT NOT NULL,
  open_room_id INTEGER NULL,
  CONSTRAINT care_door_codes_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_door_codes_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_door_codes_room_is FOREIGN KEY (room_id) REFERENCES wards_rooms (id),
  CONSTRAINT care_door_codes_open CHECK ((open_room_id IS NOT NULL) = (ended_at IS NULL)),
  CONSTRAINT care_door_codes_open_is CHECK (open_room_id IS NULL OR open_room_id = room_id)
);
CREATE UNIQUE INDEX care_door_codes_code ON care_door_codes (code);
CREATE UNIQUE INDEX care_door_codes_open_room_id ON care_door_codes (open_room_id);
CREATE INDEX care_door_codes_campus ON care_door_codes (campus_id);
CREATE INDEX care_door_codes_ward ON care_door_codes (ward_id);

-- +goose Down
DROP TABLE care_door_codes;
