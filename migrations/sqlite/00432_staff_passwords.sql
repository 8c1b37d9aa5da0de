-- +goose Up
CREATE TABLE staff_passwords (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  member_id INTEGER NOT NULL,
  password_hash TEXT NOT NULL,
  replaced_at DATETIME NOT NULL,
  CONSTRAINT staff_passwords_member FOREIGN KEY (member_id) REFERENCES staff_members (id)
);
CREATE INDEX staff_passwords_member_id ON staff_passwords (member_id, id);

-- +goose Down
DROP TABLE staff_passwords;
