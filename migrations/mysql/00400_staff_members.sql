-- +goose Up
CREATE TABLE IF NOT EXISTS staff_members (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NULL,
  username VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(120) NOT NULL,
  search_key VARCHAR(400) COLLATE utf8mb4_bin NOT NULL,
  sort_key VARBINARY(255) NOT NULL,
  phone VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position VARCHAR(120) NOT NULL,
  language VARCHAR(5) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  password_hash VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  must_change BOOLEAN NOT NULL,
  password_changed_at DATETIME(6) NOT NULL,
  signed_in_at DATETIME(6) NULL,
  disabled_at DATETIME(6) NULL,
  disabled_by BIGINT UNSIGNED NOT NULL DEFAULT 0,
  disabled_reason VARCHAR(300) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY staff_members_username (username),
  KEY staff_members_sort (sort_key, id),
  KEY staff_members_campus (campus_id, sort_key),
  CONSTRAINT staff_members_campus_id FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT staff_members_language CHECK (language IN ('', 'vi', 'en'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_members;
