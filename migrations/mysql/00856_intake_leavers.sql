-- +goose Up
CREATE TABLE IF NOT EXISTS intake_leavers (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  leave_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  refused VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  UNIQUE KEY intake_leavers_once (leave_id, resident_id),
  CONSTRAINT intake_leavers_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_leavers_leave_is FOREIGN KEY (leave_id) REFERENCES intake_leaves (id),
  CONSTRAINT intake_leavers_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_leavers;
