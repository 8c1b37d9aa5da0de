-- +goose Up
CREATE TABLE IF NOT EXISTS intake_leaves (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  title VARCHAR(200) NOT NULL,
  purpose VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  started_at DATETIME(6) NOT NULL,
  due_back_on DATE NULL,
  place VARCHAR(200) NOT NULL,
  companion VARCHAR(200) NOT NULL,
  note VARCHAR(300) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  KEY intake_leaves_campus (campus_id, id),
  CONSTRAINT intake_leaves_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_leaves;
