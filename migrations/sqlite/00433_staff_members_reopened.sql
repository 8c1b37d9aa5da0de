-- +goose Up
ALTER TABLE staff_members ADD COLUMN reopened_at DATETIME NULL;
ALTER TABLE staff_members ADD COLUMN reopened_by INTEGER NOT NULL DEFAULT 0;
ALTER TABLE staff_members ADD COLUMN reopened_reason TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE staff_members DROP COLUMN reopened_reason;
ALTER TABLE staff_members DROP COLUMN reopened_by;
ALTER TABLE staff_members DROP COLUMN reopened_at;
