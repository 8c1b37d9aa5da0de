-- +goose Up
CREATE TABLE offline_keys (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  member_id INTEGER NOT NULL,
  device TEXT NOT NULL,
  agent TEXT NOT NULL,
  nonce TEXT NOT NULL,
  given_at DATETIME NOT NULL,
  until DATETIME NOT NULL,
  CONSTRAINT offline_keys_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT offline_keys_span CHECK (until > given_at)
);
CREATE INDEX offline_keys_member ON offline_keys (member_id, device);

-- +goose Down
DROP TABLE offline_keys;
