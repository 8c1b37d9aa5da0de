-- +goose Up
ALTER TABLE offline_tray ADD COLUMN suspects TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE offline_tray DROP COLUMN suspects;
