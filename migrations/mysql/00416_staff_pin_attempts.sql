-- +goose Up
CREATE TABLE IF NOT EXISTS staff_pin_attempts (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  member_id BIGINT UNSIGNED NOT NULL,
  device_id BIGINT UNSIGNED NOT NULL,
  failures INT NOT NULL,
  last_at DATETIME(6) NOT NULL,
  locked_until DATETIME(6) NULL,
  UNIQUE KEY staff_pin_attempts_member_id (member_id, device_id),
  KEY staff_pin_attempts_last (last_at),
  CONSTRAINT staff_pin_attempts_member FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT staff_pin_attempts_device FOREIGN KEY (device_id) REFERENCES staff_devices (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_pin_attempts;
