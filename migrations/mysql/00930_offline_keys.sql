-- +goose Up
CREATE TABLE IF NOT EXISTS offline_keys (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  member_id BIGINT UNSIGNED NOT NULL,
  device VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  agent VARCHAR(200) NOT NULL,
  nonce VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  given_at DATETIME(6) NOT NULL,
  until DATETIME(6) NOT NULL,
  KEY offline_keys_member (member_id, device),
  CONSTRAINT offline_keys_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT offline_keys_span CHECK (until > given_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE offline_keys;
