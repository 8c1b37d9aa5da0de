-- +goose Up
ALTER TABLE deeds_strangers
  MODIFY reason TEXT NOT NULL;

-- +goose Down
SELECT 1;
