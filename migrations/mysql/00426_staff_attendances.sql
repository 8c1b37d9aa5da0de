-- +goose Up
CREATE TABLE IF NOT EXISTS staff_attendances (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  member_id BIGINT UNSIGNED NOT NULL,
  shift_id BIGINT UNSIGNED NOT NULL,
  day DATE NOT NULL,
  step VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  at DATETIME(6) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  handover VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  taken_back_at DATETIME(6) NULL,
  open_key VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NULL,
  UNIQUE KEY staff_attendances_open_key (open_key),
  KEY staff_attendances_member (member_id, day, shift_id),
  KEY staff_attendances_campus (campus_id, day),
  CONSTRAINT staff_attendances_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT staff_attendances_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT staff_attendances_shift_is FOREIGN KEY (shift_id) REFERENCES settings_shifts (id),
  CONSTRAINT staff_attendances_by_whom CHECK (recorded_by > 0),
  CONSTRAINT staff_attendances_steps CHECK (step IN ('came', 'went')),
  CONSTRAINT staff_attendances_handovers CHECK (handover IN ('', 'none', 'open', 'signed')),
  CONSTRAINT staff_attendances_open CHECK (open_key IS NULL OR taken_back_at IS NULL)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_attendances;
