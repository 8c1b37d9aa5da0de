-- +goose Up
CREATE TABLE IF NOT EXISTS staff_devices (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  zone_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  name VARCHAR(120) NOT NULL,
  secret_hash VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  browser VARCHAR(300) NOT NULL,
  registered_at DATETIME(6) NOT NULL,
  registered_by BIGINT UNSIGNED NOT NULL,
  used_at DATETIME(6) NULL,
  revoked_at DATETIME(6) NULL,
  revoked_by BIGINT UNSIGNED NOT NULL DEFAULT 0,
  revoked_reason VARCHAR(300) NOT NULL DEFAULT '',
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY staff_devices_secret_hash (secret_hash),
  KEY staff_devices_campus (campus_id, revoked_at),
  CONSTRAINT staff_devices_campus_id FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT staff_devices_zone_id FOREIGN KEY (zone_id) REFERENCES wards_zones (id),
  CONSTRAINT staff_devices_ward_id FOREIGN KEY (ward_id) REFERENCES wards_wards (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_devices;
