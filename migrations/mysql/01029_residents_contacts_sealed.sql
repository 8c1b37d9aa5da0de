-- +goose Up
ALTER TABLE residents_contacts
  MODIFY note TEXT NOT NULL,
  MODIFY void_reason TEXT NOT NULL;

-- +goose Down
SELECT 1;
