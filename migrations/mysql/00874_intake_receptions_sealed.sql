-- +goose Up
ALTER TABLE intake_receptions
  MODIFY found_place TEXT NOT NULL,
  MODIFY finder_phone TEXT NOT NULL,
  MODIFY bringer_phone TEXT NOT NULL,
  MODIFY state_note TEXT NOT NULL,
  MODIFY belongings TEXT NOT NULL;

-- +goose Down
SELECT 1;
