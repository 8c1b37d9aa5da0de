-- +goose Up
CREATE TABLE IF NOT EXISTS staff_grants (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  member_id BIGINT UNSIGNED NOT NULL,
  role VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  campus_id BIGINT UNSIGNED NULL,
  zone_id BIGINT UNSIGNED NULL,
  ward_id BIGINT UNSIGNED NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  reason VARCHAR(300) NOT NULL,
  granted_at DATETIME(6) NOT NULL,
  granted_by BIGINT UNSIGNED NOT NULL,
  ended_at DATETIME(6) NULL,
  ended_by BIGINT UNSIGNED NOT NULL DEFAULT 0,
  ended_reason VARCHAR(300) NOT NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  KEY staff_grants_member (member_id, ended_at, valid_from),
  KEY staff_grants_campus (campus_id, role),
  CONSTRAINT staff_grants_member_id FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT staff_grants_campus_id FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT staff_grants_zone_id FOREIGN KEY (zone_id) REFERENCES wards_zones (id),
  CONSTRAINT staff_grants_ward_id FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT staff_grants_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CONSTRAINT staff_grants_place CHECK (campus_id IS NOT NULL OR (zone_id IS NULL AND ward_id IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_grants;
