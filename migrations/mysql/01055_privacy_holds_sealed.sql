-- +goose Up
ALTER TABLE privacy_holds
  MODIFY reason TEXT NOT NULL,
  MODIFY end_reason TEXT NOT NULL;

-- +goose Down
SELECT 1;
