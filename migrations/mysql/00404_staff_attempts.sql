-- +goose Up
CREATE TABLE IF NOT EXISTS staff_attempts (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  who VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  member_id BIGINT UNSIGNED NULL,
  failures INT NOT NULL,
  last_at DATETIME(6) NOT NULL,
  last_address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  locked_until DATETIME(6) NULL,
  UNIQUE KEY staff_attempts_who (who),
  UNIQUE KEY staff_attempts_member_id (member_id),
  KEY staff_attempts_last (last_at),
  CONSTRAINT staff_attempts_member FOREIGN KEY (member_id) REFERENCES staff_members (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_attempts;
