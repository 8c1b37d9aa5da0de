-- +goose Up
CREATE TABLE IF NOT EXISTS staff_device_uses (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  device_id BIGINT UNSIGNED NOT NULL,
  member_id BIGINT UNSIGNED NOT NULL,
  used_at DATETIME(6) NOT NULL,
  UNIQUE KEY staff_device_uses_device_id (device_id, member_id),
  KEY staff_device_uses_campus (campus_id),
  CONSTRAINT staff_device_uses_device FOREIGN KEY (device_id) REFERENCES staff_devices (id),
  CONSTRAINT staff_device_uses_member FOREIGN KEY (member_id) REFERENCES staff_members (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_device_uses;
