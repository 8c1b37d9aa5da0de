-- +goose Up
CREATE TABLE db_jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  campus_id INTEGER NOT NULL DEFAULT 0,
  actor_id INTEGER NOT NULL DEFAULT 0,
  unique_key TEXT NULL,
  run_at DATETIME NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0,
  lease DATETIME NULL,
  done_at DATETIME NULL,
  failed_at DATETIME NULL,
  error TEXT NOT NULL,
  recorded DATETIME NOT NULL
);
CREATE UNIQUE INDEX db_jobs_unique_key ON db_jobs (unique_key);
CREATE INDEX db_jobs_due ON db_jobs (done_at, failed_at, run_at);

-- +goose Down
DROP TABLE db_jobs;
