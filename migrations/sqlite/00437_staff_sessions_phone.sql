-- +goose Up
ALTER TABLE staff_sessions ADD COLUMN phone TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE staff_sessions DROP COLUMN phone;
