-- +goose Up
CREATE TABLE IF NOT EXISTS staff_session_ends (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  session_id BIGINT UNSIGNED NOT NULL,
  member_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  device VARCHAR(300) NOT NULL,
  address VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  phone VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  seen_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NOT NULL,
  ended_by BIGINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY staff_session_ends_session_id (session_id),
  KEY staff_session_ends_phone (member_id, phone, ended_at),
  CONSTRAINT staff_session_ends_member FOREIGN KEY (member_id) REFERENCES staff_members (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_session_ends;
