-- +goose Up
ALTER TABLE residents_people ADD COLUMN erased_at DATETIME(6) NULL;

-- +goose Down
ALTER TABLE residents_people DROP COLUMN erased_at;
