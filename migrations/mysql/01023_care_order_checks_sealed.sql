-- +goose Up
ALTER TABLE care_order_checks
  MODIFY note TEXT NOT NULL;

-- +goose Down
SELECT 1;
