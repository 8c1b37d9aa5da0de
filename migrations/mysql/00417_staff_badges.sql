-- +goose Up
CREATE TABLE IF NOT EXISTS staff_badges (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  member_id BIGINT UNSIGNED NOT NULL,
  code_hash VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  issued_at DATETIME(6) NOT NULL,
  issued_by BIGINT UNSIGNED NOT NULL,
  ended_at DATETIME(6) NULL,
  ended_by BIGINT UNSIGNED NOT NULL DEFAULT 0,
  ended_reason VARCHAR(300) NOT NULL DEFAULT '',
  open_member_id BIGINT UNSIGNED NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY staff_badges_code_hash (code_hash),
  UNIQUE KEY staff_badges_open_member_id (open_member_id),
  KEY staff_badges_member (member_id, id),
  CONSTRAINT staff_badges_member_id FOREIGN KEY (member_id) REFERENCES staff_members (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_badges;
