-- +goose Up
ALTER TABLE deeds_crises
  MODIFY reason TEXT NOT NULL,
  MODIFY answer TEXT NOT NULL;

-- +goose Down
SELECT 1;
