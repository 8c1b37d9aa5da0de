-- +goose Up
ALTER TABLE care_visits
  MODIFY phone VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  MODIFY note TEXT NOT NULL,
  MODIFY struck_reason TEXT NOT NULL;

-- +goose Down
SELECT 1;
