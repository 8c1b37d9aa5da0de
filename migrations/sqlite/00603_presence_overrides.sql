-- +goose Up
CREATE TABLE presence_overrides (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  placement_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  rule TEXT NOT NULL,
  with_id INTEGER NULL,
  reason TEXT NOT NULL,
  expires_on DATE NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT presence_overrides_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT presence_overrides_placement_is FOREIGN KEY (placement_id) REFERENCES presence_placements (id),
  CONSTRAINT presence_overrides_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT presence_overrides_room_is FOREIGN KEY (room_id) REFERENCES wards_rooms (id),
  CONSTRAINT presence_overrides_rule CHECK (rule IN ('maybe_child', 'feud', 'isolation', 'not_isolated', 'watch', 'age', 'area')),
  CONSTRAINT presence_overrides_reason CHECK (reason <> '')
);
CREATE INDEX presence_overrides_campus ON presence_overrides (campus_id, expires_on);
CREATE INDEX presence_overrides_resident ON presence_overrides (resident_id, room_id, expires_on);

-- +goose Down
DROP TABLE presence_overrides;
