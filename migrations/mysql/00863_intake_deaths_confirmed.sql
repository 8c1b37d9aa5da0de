-- +goose Up
ALTER TABLE intake_deaths ADD COLUMN IF NOT EXISTS confirmed_at DATETIME(6) NULL, ADD COLUMN IF NOT EXISTS confirmed_by BIGINT UNSIGNED NULL;

-- +goose Down
ALTER TABLE intake_deaths DROP COLUMN confirmed_by, DROP COLUMN confirmed_at;
