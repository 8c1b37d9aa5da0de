-- +goose Up
CREATE TABLE IF NOT EXISTS staff_passwords (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  member_id BIGINT UNSIGNED NOT NULL,
  password_hash VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  replaced_at DATETIME(6) NOT NULL,
  KEY staff_passwords_member_id (member_id, id),
  CONSTRAINT staff_passwords_member FOREIGN KEY (member_id) REFERENCES staff_members (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_passwords;
