-- +goose Up
CREATE TABLE IF NOT EXISTS staff_pins (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  member_id BIGINT UNSIGNED NOT NULL,
  pin_hash VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  set_at DATETIME(6) NOT NULL,
  failures INT NOT NULL DEFAULT 0,
  UNIQUE KEY staff_pins_member_id (member_id),
  CONSTRAINT staff_pins_member FOREIGN KEY (member_id) REFERENCES staff_members (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_pins;
