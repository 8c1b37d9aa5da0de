-- +goose Up
ALTER TABLE care_bans
  MODIFY phone VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  MODIFY reason TEXT NOT NULL,
  MODIFY authority TEXT NOT NULL,
  MODIFY end_note TEXT NOT NULL;

-- +goose Down
SELECT 1;
