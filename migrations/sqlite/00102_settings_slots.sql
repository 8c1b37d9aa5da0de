-- +goose Up
CREATE TABLE settings_slots (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  shift_id INTEGER NOT NULL,
  minute INTEGER NOT NULL,
  meal TEXT NOT NULL,
  CONSTRAINT settings_slots_minute UNIQUE (shift_id, minute),
  CONSTRAINT settings_slots_meal CHECK (meal IN ('', 'breakfast', 'lunch', 'supper')),
  CONSTRAINT settings_slots_time CHECK (minute >= 0 AND minute < 2880),
  CONSTRAINT settings_slots_shift FOREIGN KEY (shift_id) REFERENCES settings_shifts (id)
);

-- +goose Down
DROP TABLE settings_slots;
