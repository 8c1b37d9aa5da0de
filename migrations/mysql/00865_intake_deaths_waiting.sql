-- +goose Up
CREATE INDEX IF NOT EXISTS intake_deaths_waiting ON intake_deaths (confirmed_at, campus_id);

-- +goose Down
DROP INDEX intake_deaths_waiting ON intake_deaths;
