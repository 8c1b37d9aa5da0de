-- +goose Up
ALTER TABLE intake_deaths ADD COLUMN confirmed_at DATETIME NULL;
ALTER TABLE intake_deaths ADD COLUMN confirmed_by INTEGER NULL;

-- +goose Down
ALTER TABLE intake_deaths DROP COLUMN confirmed_by;
ALTER TABLE intake_deaths DROP COLUMN confirmed_at;
