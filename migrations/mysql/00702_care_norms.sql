-- +goose Up
CREATE TABLE IF NOT EXISTS care_norms (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE NOT NULL,
  rounds INT UNSIGNED NOT NULL,
  seen TINYINT UNSIGNED NOT NULL,
  slept TINYINT UNSIGNED NOT NULL,
  washed TINYINT UNSIGNED NOT NULL,
  ate TINYINT UNSIGNED NOT NULL,
  medicine TINYINT UNSIGNED NOT NULL,
  mood TINYINT UNSIGNED NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  UNIQUE KEY care_norms_resident_id (resident_id),
  KEY care_norms_campus (campus_id),
  CONSTRAINT care_norms_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_norms;
