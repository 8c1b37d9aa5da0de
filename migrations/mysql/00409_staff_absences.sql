-- +goose Up
CREATE TABLE IF NOT EXISTS staff_absences (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  member_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE NOT NULL,
  note VARCHAR(300) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  cancelled_at DATETIME(6) NULL,
  cancelled_by BIGINT UNSIGNED NOT NULL DEFAULT 0,
  cancelled_reason VARCHAR(300) NOT NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  KEY staff_absences_member (member_id, to_day),
  KEY staff_absences_days (to_day, from_day),
  CONSTRAINT staff_absences_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT staff_absences_period CHECK (to_day >= from_day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_absences;
