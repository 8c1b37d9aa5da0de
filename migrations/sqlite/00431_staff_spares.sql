-- +goose Up
CREATE TABLE staff_spares (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  member_id INTEGER NOT NULL,
  code_hash TEXT NOT NULL,
  made_at DATETIME NOT NULL,
  used_at DATETIME NULL,
  CONSTRAINT staff_spares_member FOREIGN KEY (member_id) REFERENCES staff_members (id)
);
CREATE UNIQUE INDEX staff_spares_code ON staff_spares (member_id, code_hash);

-- +goose Down
DROP TABLE staff_spares;
