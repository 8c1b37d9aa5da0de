-- +goose Up
CREATE TABLE IF NOT EXISTS staff_positions (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  member_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NULL,
  kind VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  title VARCHAR(120) NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  ended_at DATETIME(6) NULL,
  ended_by BIGINT UNSIGNED NOT NULL DEFAULT 0,
  ended_reason VARCHAR(300) NOT NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  KEY staff_positions_member (member_id, valid_from),
  KEY staff_positions_campus (campus_id, valid_to, kind),
  CONSTRAINT staff_positions_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT staff_positions_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT staff_positions_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT staff_positions_period CHECK (valid_to IS NULL OR valid_to >= valid_from)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_positions;
