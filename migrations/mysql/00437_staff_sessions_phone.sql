-- +goose Up
ALTER TABLE staff_sessions
  ADD COLUMN phone VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE staff_sessions
  DROP COLUMN phone;
