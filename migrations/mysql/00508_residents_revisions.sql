-- +goose Up
CREATE TABLE IF NOT EXISTS residents_revisions (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  resident_id BIGINT UNSIGNED NOT NULL,
  of_version BIGINT UNSIGNED NOT NULL,
  was TEXT NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  KEY residents_revisions_resident (resident_id, of_version),
  CONSTRAINT residents_revisions_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE residents_revisions;
