-- +goose Up
CREATE TABLE IF NOT EXISTS db_jobs (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payload TEXT NOT NULL,
  campus_id BIGINT UNSIGNED NOT NULL DEFAULT 0,
  actor_id BIGINT UNSIGNED NOT NULL DEFAULT 0,
  unique_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NULL,
  run_at DATETIME(6) NOT NULL,
  tries INT NOT NULL DEFAULT 0,
  lease DATETIME(6) NULL,
  done_at DATETIME(6) NULL,
  failed_at DATETIME(6) NULL,
  error TEXT NOT NULL,
  recorded DATETIME(6) NOT NULL,
  UNIQUE KEY db_jobs_unique_key (unique_key),
  KEY db_jobs_due (done_at, failed_at, run_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE db_jobs;
