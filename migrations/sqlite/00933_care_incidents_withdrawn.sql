-- +goose Up
ALTER TABLE care_incidents ADD COLUMN withdrawn BOOLEAN NOT NULL DEFAULT 0;

-- +goose Down
ALTER TABLE care_incidents DROP COLUMN withdrawn;
