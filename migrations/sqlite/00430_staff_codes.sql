-- +goose Up
CREATE TABLE staff_codes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  member_id INTEGER NOT NULL,
  secret_sealed BLOB NULL,
  fresh_sealed BLOB NULL,
  made_at DATETIME NOT NULL,
  confirmed_at DATETIME NULL,
  last_step INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT staff_codes_member FOREIGN KEY (member_id) REFERENCES staff_members (id)
);
CREATE UNIQUE INDEX staff_codes_member_id ON staff_codes (member_id);

-- +goose Down
DROP TABLE staff_codes;
