-- +goose Up
ALTER TABLE intake_departures
  MODIFY note TEXT NOT NULL,
  MODIFY address TEXT NOT NULL,
  MODIFY receiver_phone TEXT NOT NULL;

-- +goose Down
SELECT 1;
