-- +goose Up
ALTER TABLE care_incidents
  MODIFY place TEXT NOT NULL,
  MODIFY people TEXT NOT NULL,
  MODIFY saw TEXT NOT NULL,
  MODIFY reason TEXT NOT NULL;

-- +goose Down
SELECT 1;
