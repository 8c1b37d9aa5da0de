-- +goose Up
ALTER TABLE intake_petitions
  MODIFY note TEXT NOT NULL,
  MODIFY reason TEXT NOT NULL;

-- +goose Down
SELECT 1;
