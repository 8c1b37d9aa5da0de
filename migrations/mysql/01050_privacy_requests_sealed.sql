-- +goose Up
ALTER TABLE privacy_requests
  MODIFY checked TEXT NOT NULL,
  MODIFY contact TEXT NOT NULL,
  MODIFY text TEXT NOT NULL,
  MODIFY extension_reason TEXT NOT NULL,
  MODIFY answer TEXT NOT NULL;

-- +goose Down
SELECT 1;
