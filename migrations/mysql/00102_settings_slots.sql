-- +goose Up
CREATE TABLE IF NOT EXISTS settings_slots (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  shift_id BIGINT UNSIGNED NOT NULL,
  minute INT NOT NULL,
  meal VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  CONSTRAINT settings_slots_minute UNIQUE (shift_id, minute),
  CONSTRAINT settings_slots_meal CHECK (meal IN ('', 'breakfast', 'lunch', 'supper')),
  CONSTRAINT settings_slots_time CHECK (minute >= 0 AND minute < 2880),
  CONSTRAINT settings_slots_shift FOREIGN KEY (shift_id) REFERENCES settings_shifts (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE settings_slots;
