-- +goose Up
CREATE TABLE staff_session_ends (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  session_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  device TEXT NOT NULL,
  address TEXT NOT NULL,
  phone TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  seen_at DATETIME NOT NULL,
  ended_at DATETIME NOT NULL,
  ended_by INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT staff_session_ends_member FOREIGN KEY (member_id) REFERENCES staff_members (id)
);
CREATE UNIQUE INDEX staff_session_ends_session_id ON staff_session_ends (session_id);
CREATE INDEX staff_session_ends_phone ON staff_session_ends (member_id, phone, ended_at);

-- +goose Down
DROP TABLE staff_session_ends;
