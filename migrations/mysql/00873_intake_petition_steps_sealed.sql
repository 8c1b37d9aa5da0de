-- +goose Up
ALTER TABLE intake_petition_steps
  MODIFY note TEXT NOT NULL;

-- +goose Down
SELECT 1;
