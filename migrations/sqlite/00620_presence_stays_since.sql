-- +goose Up
ALTER TABLE presence_stays ADD COLUMN since_at DATETIME NULL CONSTRAINT presence_stays_since CHECK (since_at IS NULL OR since_at <= admitted_at);

-- +goose Down
ALTER TABLE presence_stays DROP COLUMN since_at;
