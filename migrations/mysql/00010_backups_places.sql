-- +goose Up
CREATE TABLE IF NOT EXISTS backups_places (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  place VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  first_at DATETIME(6) NOT NULL,
  checked_at DATETIME(6) NOT NULL,
  taken_at DATETIME(6) NULL,
  unread BIGINT NOT NULL DEFAULT 0,
  reason VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  error TEXT NOT NULL,
  failing_since DATETIME(6) NULL,
  UNIQUE KEY backups_places_place (place)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE backups_places;
