-- +goose Up
CREATE TABLE IF NOT EXISTS staff_duties (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  member_id BIGINT UNSIGNED NOT NULL,
  shift_id BIGINT UNSIGNED NOT NULL,
  day DATE NOT NULL,
  ward_id BIGINT UNSIGNED NULL,
  kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  published_at DATETIME(6) NULL,
  published_by BIGINT UNSIGNED NOT NULL DEFAULT 0,
  ended_at DATETIME(6) NULL,
  ended_by BIGINT UNSIGNED NOT NULL DEFAULT 0,
  ended_reason VARCHAR(300) NOT NULL,
  missed_at DATETIME(6) NULL,
  missed_by BIGINT UNSIGNED NOT NULL DEFAULT 0,
  missed_reason VARCHAR(300) NOT NULL,
  replaces_id BIGINT UNSIGNED NULL,
  open_key VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY staff_duties_open_key (open_key),
  KEY staff_duties_campus (campus_id, day),
  KEY staff_duties_member (member_id, day),
  CONSTRAINT staff_duties_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT staff_duties_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT staff_duties_shift_is FOREIGN KEY (shift_id) REFERENCES settings_shifts (id),
  CONSTRAINT staff_duties_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT staff_duties_kinds CHECK (kind IN ('shift', 'duty', 'live_in')),
  CONSTRAINT staff_duties_open CHECK (open_key IS NULL OR ended_at IS NULL)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_duties;
