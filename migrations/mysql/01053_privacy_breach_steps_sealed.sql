-- +goose Up
ALTER TABLE privacy_breach_steps
  MODIFY note TEXT NOT NULL;

-- +goose Down
SELECT 1;
