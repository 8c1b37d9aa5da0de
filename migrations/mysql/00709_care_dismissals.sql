-- +goose Up
CREATE TABLE IF NOT EXISTS care_dismissals (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  shift_day DATE NOT NULL,
  shift_id BIGINT UNSIGNED NOT NULL,
  reason VARCHAR(300) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  UNIQUE KEY care_dismissals_turn (resident_id, shift_day, shift_id),
  KEY care_dismissals_ward (ward_id, shift_day),
  CONSTRAINT care_dismissals_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_dismissals_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_dismissals_reason_is CHECK (reason <> ''),
  CONSTRAINT care_dismissals_signed CHECK (recorded_by > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_dismissals;
