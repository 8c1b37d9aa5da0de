-- +goose Up
ALTER TABLE residents_searches
  MODIFY last_seen_where TEXT NOT NULL,
  MODIFY note TEXT NOT NULL,
  MODIFY end_note TEXT NOT NULL;

-- +goose Down
SELECT 1;
