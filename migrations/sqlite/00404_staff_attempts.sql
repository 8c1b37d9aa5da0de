-- +goose Up
CREATE TABLE staff_attempts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  who TEXT NOT NULL,
  member_id INTEGER NULL,
  failures INTEGER NOT NULL,
  last_at DATETIME NOT NULL,
  last_address TEXT NOT NULL,
  locked_until DATETIME NULL,
  CONSTRAINT staff_attempts_member FOREIGN KEY (member_id) REFERENCES staff_members (id)
);
CREATE UNIQUE INDEX staff_attempts_who ON staff_attempts (who);
CREATE UNIQUE INDEX staff_attempts_member_id ON staff_attempts (member_id);
CREATE INDEX staff_attempts_last ON staff_attempts (last_at);

-- +goose Down
DROP TABLE staff_attempts;
