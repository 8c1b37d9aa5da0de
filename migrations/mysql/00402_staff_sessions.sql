-- +goose Up
CREATE TABLE IF NOT EXISTS staff_sessions (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  token_hash VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  member_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  data VARBINARY(2000) NOT NULL,
  device VARCHAR(300) NOT NULL,
  address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  seen_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  UNIQUE KEY staff_sessions_token_hash (token_hash),
  KEY staff_sessions_member (member_id),
  KEY staff_sessions_expires (expires_at),
  CONSTRAINT staff_sessions_member_id FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT staff_sessions_kind CHECK (kind IN ('page', 'api'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_sessions;
