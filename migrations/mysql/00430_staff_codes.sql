-- +goose Up
CREATE TABLE IF NOT EXISTS staff_codes (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  member_id BIGINT UNSIGNED NOT NULL,
  secret_sealed VARBINARY(400) NULL,
  fresh_sealed VARBINARY(400) NULL,
  made_at DATETIME(6) NOT NULL,
  confirmed_at DATETIME(6) NULL,
  last_step BIGINT NOT NULL DEFAULT 0,
  UNIQUE KEY staff_codes_member_id (member_id),
  CONSTRAINT staff_codes_member FOREIGN KEY (member_id) REFERENCES staff_members (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_codes;
