-- +goose Up
ALTER TABLE staff_members
  ADD COLUMN reopened_at DATETIME(6) NULL,
  ADD COLUMN reopened_by BIGINT UNSIGNED NOT NULL DEFAULT 0,
  ADD COLUMN reopened_reason VARCHAR(300) NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE staff_members
  DROP COLUMN reopened_reason,
  DROP COLUMN reopened_by,
  DROP COLUMN reopened_at;
