-- +goose Up
CREATE TABLE IF NOT EXISTS care_incident_people (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  root_id BIGINT UNSIGNED NOT NULL,
  incident_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NULL,
  member_id BIGINT UNSIGNED NULL,
  KEY care_incident_people_root (root_id, member_id),
  KEY care_incident_people_incident (incident_id),
  KEY care_incident_people_resident (resident_id),
  CONSTRAINT care_incident_people_incident_is FOREIGN KEY (incident_id) REFERENCES care_incidents (id),
  CONSTRAINT care_incident_people_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_incident_people_one CHECK ((resident_id IS NULL) <> (member_id IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_incident_people;
