-- +goose Up
-- A text that lies sealed is longer; SQLite keeps any length.
SELECT 1;

-- +goose Down
SELECT 1;
