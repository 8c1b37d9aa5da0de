-- +goose Up
CREATE TABLE care_door_passes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  how TEXT NOT NULL,
  at DATETIME NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT care_door_passes_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_door_passes_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_door_passes_room_is FOREIGN KEY (room_id) REFERENCES wards_rooms (id),
  CONSTRAINT care_door_passes_how_is CHECK (how IN ('scan', 'typed')),
  CONSTRAINT care_door_passes_signed CHECK (recorded_by > 0)
);
CREATE INDEX care_door_passes_ward ON care_door_passes (ward_id, at);
CREATE INDEX care_door_passes_campus ON care_door_passes (campus_id);

-- +goose Down
DROP TABLE care_door_passes;
