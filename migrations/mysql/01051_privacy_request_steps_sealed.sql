-- +goose Up
ALTER TABLE privacy_request_steps
  MODIFY note TEXT NOT NULL;

-- +goose Down
SELECT 1;
