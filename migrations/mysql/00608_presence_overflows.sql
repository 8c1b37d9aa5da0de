-- +goose Up
CREATE TABLE IF NOT EXISTS presence_overflows (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  bed_id BIGINT UNSIGNED NOT NULL,
  room_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(300) NOT NULL,
  until_on DATE NOT NULL,
  declared_at DATETIME(6) NOT NULL,
  declared_by BIGINT UNSIGNED NOT NULL,
  open_bed_id BIGINT UNSIGNED NULL,
  ended_at DATETIME(6) NULL,
  ended_by BIGINT UNSIGNED NULL,
  UNIQUE KEY presence_overflows_open_bed_id (open_bed_id),
  KEY presence_overflows_campus (campus_id),
  KEY presence_overflows_bed (bed_id),
  CONSTRAINT presence_overflows_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT presence_overflows_bed_is FOREIGN KEY (bed_id) REFERENCES wards_beds (id),
  CONSTRAINT presence_overflows_room_is FOREIGN KEY (room_id) REFERENCES wards_rooms (id),
  CONSTRAINT presence_overflows_kind CHECK (kind IN ('mattress', 'shared', 'folding')),
  CONSTRAINT presence_overflows_open CHECK ((open_bed_id IS NOT NULL) = (ended_at IS NULL)),
  CONSTRAINT presence_overflows_open_is CHECK (open_bed_id IS NULL OR open_bed_id = bed_id),
  CONSTRAINT presence_overflows_reason CHECK (reason <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE presence_overflows;
