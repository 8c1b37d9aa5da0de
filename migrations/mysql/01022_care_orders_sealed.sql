-- +goose Up
ALTER TABLE care_orders
  MODIFY measure TEXT NOT NULL,
  MODIFY reason TEXT NOT NULL,
  MODIFY tried TEXT NOT NULL,
  MODIFY end_note TEXT NOT NULL;

-- +goose Down
SELECT 1;
