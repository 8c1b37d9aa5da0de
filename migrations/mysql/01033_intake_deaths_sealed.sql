-- +goose Up
ALTER TABLE intake_deaths
  MODIFY place TEXT NOT NULL,
  MODIFY cause TEXT NOT NULL,
  MODIFY found_by TEXT NOT NULL,
  MODIFY witnesses TEXT NOT NULL,
  MODIFY former_note TEXT NOT NULL;

-- +goose Down
SELECT 1;
