-- +goose Up
CREATE TABLE staff_pins (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  member_id INTEGER NOT NULL,
  pin_hash TEXT NOT NULL,
  set_at DATETIME NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT staff_pins_member FOREIGN KEY (member_id) REFERENCES staff_members (id)
);
CREATE UNIQUE INDEX staff_pins_member_id ON staff_pins (member_id);

-- +goose Down
DROP TABLE staff_pins;
