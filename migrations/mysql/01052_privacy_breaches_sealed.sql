-- +goose Up
ALTER TABLE privacy_breaches
  MODIFY nature TEXT NOT NULL,
  MODIFY place TEXT NOT NULL,
  MODIFY consequences TEXT NOT NULL,
  MODIFY measures TEXT NOT NULL,
  MODIFY contact TEXT NOT NULL;

-- +goose Down
SELECT 1;
