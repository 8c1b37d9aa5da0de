-- +goose Up
ALTER TABLE staff_codes ADD COLUMN fresh_session INTEGER NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE staff_codes DROP COLUMN fresh_session;
