-- +goose Up
CREATE TABLE staff_tokens (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  token_hash TEXT NOT NULL,
  member_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  created_at DATETIME NOT NULL,
  expires_at DATETIME NOT NULL,
  used_at DATETIME NULL,
  revoked_at DATETIME NULL,
  revoked_by INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT staff_tokens_member_id FOREIGN KEY (member_id) REFERENCES staff_members (id)
);
CREATE UNIQUE INDEX staff_tokens_token_hash ON staff_tokens (token_hash);
CREATE INDEX staff_tokens_member ON staff_tokens (member_id);

-- +goose Down
DROP TABLE staff_tokens;
