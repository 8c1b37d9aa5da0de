-- +goose Up
CREATE TABLE staff_sessions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  token_hash TEXT NOT NULL,
  member_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  data BLOB NOT NULL,
  device TEXT NOT NULL,
  address TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  seen_at DATETIME NOT NULL,
  expires_at DATETIME NOT NULL,
  CONSTRAINT staff_sessions_member_id FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT staff_sessions_kind CHECK (kind IN ('page', 'api'))
);
CREATE UNIQUE INDEX staff_sessions_token_hash ON staff_sessions (token_hash);
CREATE INDEX staff_sessions_member ON staff_sessions (member_id);
CREATE INDEX staff_sessions_expires ON staff_sessions (expires_at);

-- +goose Down
DROP TABLE staff_sessions;
