-- +goose Up
CREATE TABLE IF NOT EXISTS care_incident_acts (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  root_id BIGINT UNSIGNED NOT NULL,
  what VARCHAR(300) NOT NULL,
  due_at DATETIME(6) NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  open_ward_id BIGINT UNSIGNED NULL,
  done_at DATETIME(6) NULL,
  done_by BIGINT UNSIGNED NULL,
  done_note VARCHAR(300) NOT NULL,
  KEY care_incident_acts_root (root_id, id),
  KEY care_incident_acts_open (open_ward_id),
  CONSTRAINT care_incident_acts_root_is FOREIGN KEY (root_id) REFERENCES care_incidents (id),
  CONSTRAINT care_incident_acts_what_is CHECK (what <> ''),
  CONSTRAINT care_incident_acts_open_is CHECK ((open_ward_id IS NOT NULL) = (done_at IS NULL)),
  CONSTRAINT care_incident_acts_done_is CHECK ((done_at IS NULL) = (done_by IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_incident_acts;
