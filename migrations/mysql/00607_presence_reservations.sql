-- +goose Up
CREATE TABLE IF NOT EXISTS presence_reservations (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  bed_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NULL,
  person VARCHAR(200) NOT NULL,
  reason VARCHAR(300) NOT NULL,
  from_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  owner_id BIGINT UNSIGNED NOT NULL,
  open_bed_id BIGINT UNSIGNED NULL,
  ended_at DATETIME(6) NULL,
  ended_by BIGINT UNSIGNED NULL,
  end_cause VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  end_note VARCHAR(300) NOT NULL,
  UNIQUE KEY presence_reservations_open_bed_id (open_bed_id),
  KEY presence_reservations_campus (campus_id, expires_at),
  KEY presence_reservations_bed (bed_id),
  KEY presence_reservations_resident (resident_id),
  CONSTRAINT presence_reservations_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT presence_reservations_bed_is FOREIGN KEY (bed_id) REFERENCES wards_beds (id),
  CONSTRAINT presence_reservations_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT presence_reservations_whom CHECK ((resident_id IS NULL) = (person <> '')),
  CONSTRAINT presence_reservations_span CHECK (expires_at > from_at),
  CONSTRAINT presence_reservations_open CHECK ((open_bed_id IS NOT NULL) = (ended_at IS NULL)),
  CONSTRAINT presence_reservations_open_is CHECK (open_bed_id IS NULL OR open_bed_id = bed_id),
  CONSTRAINT presence_reservations_cause CHECK (end_cause IN ('', 'used', 'released', 'expired')),
  CONSTRAINT presence_reservations_ended CHECK ((end_cause = '') = (ended_at IS NULL)),
  CONSTRAINT presence_reservations_reason CHECK (reason <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE presence_reservations;
