-- +goose Up
CREATE TABLE IF NOT EXISTS backups_drills (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  at DATETIME(6) NOT NULL,
  place VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  reached_at DATETIME(6) NULL,
  lost_seconds BIGINT NOT NULL,
  took_seconds BIGINT NOT NULL,
  record_rows BIGINT NOT NULL,
  files BIGINT NOT NULL,
  people BIGINT NOT NULL,
  deeds BIGINT NOT NULL,
  reason VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  error TEXT NOT NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE backups_drills;
