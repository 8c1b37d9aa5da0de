-- +goose Up
ALTER TABLE offline_tray ADD COLUMN suspects VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE offline_tray DROP COLUMN suspects;
