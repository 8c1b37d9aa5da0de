-- +goose Up
CREATE TABLE IF NOT EXISTS care_incident_known (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  root_id BIGINT UNSIGNED NOT NULL,
  member_id BIGINT UNSIGNED NOT NULL,
  at DATETIME(6) NOT NULL,
  UNIQUE KEY care_incident_known_member (root_id, member_id),
  CONSTRAINT care_incident_known_root_is FOREIGN KEY (root_id) REFERENCES care_incidents (id),
  CONSTRAINT care_incident_known_signed CHECK (member_id > 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_incident_known;
