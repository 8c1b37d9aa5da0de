-- +goose Up
CREATE TABLE IF NOT EXISTS presence_overrides (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  placement_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  room_id BIGINT UNSIGNED NOT NULL,
  rule VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  with_id BIGINT UNSIGNED NULL,
  reason VARCHAR(300) NOT NULL,
  expires_on DATE NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  KEY presence_overrides_campus (campus_id, expires_on),
  KEY presence_overrides_resident (resident_id, room_id, expires_on),
  CONSTRAINT presence_overrides_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT presence_overrides_placement_is FOREIGN KEY (placement_id) REFERENCES presence_placements (id),
  CONSTRAINT presence_overrides_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT presence_overrides_room_is FOREIGN KEY (room_id) REFERENCES wards_rooms (id),
  CONSTRAINT presence_overrides_rule CHECK (rule IN ('maybe_child', 'feud', 'isolation', 'not_isolated', 'watch', 'age', 'area')),
  CONSTRAINT presence_overrides_reason CHECK (reason <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE presence_overrides;
