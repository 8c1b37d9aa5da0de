-- +goose Up
ALTER TABLE intake_departure_steps
  MODIFY note TEXT NOT NULL;

-- +goose Down
SELECT 1;
