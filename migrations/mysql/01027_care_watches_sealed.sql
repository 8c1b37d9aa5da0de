-- +goose Up
ALTER TABLE care_watches
  MODIFY note TEXT NOT NULL,
  MODIFY end_note TEXT NOT NULL;

-- +goose Down
SELECT 1;
