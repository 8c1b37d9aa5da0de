-- +goose Up
UPDATE intake_deaths SET confirmed_at = recorded_at, confirmed_by = recorded_by WHERE confirmed_at IS NULL;

-- +goose Down
UPDATE intake_deaths SET confirmed_at = NULL, confirmed_by = NULL;
