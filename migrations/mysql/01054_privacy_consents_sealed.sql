-- +goose Up
ALTER TABLE privacy_consents
  MODIFY place TEXT NOT NULL,
  MODIFY witness TEXT NOT NULL,
  MODIFY note TEXT NOT NULL;

-- +goose Down
SELECT 1;
