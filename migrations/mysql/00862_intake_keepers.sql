-- +goose Up
CREATE TABLE IF NOT EXISTS intake_keepers (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  stay_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  member_id BIGINT UNSIGNED NULL,
  live_stay_id BIGINT UNSIGNED NULL,
  note VARCHAR(300) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  replaces_id BIGINT UNSIGNED NULL,
  UNIQUE KEY intake_keepers_live_stay_id (live_stay_id),
  KEY intake_keepers_campus (campus_id, recorded_at),
  KEY intake_keepers_stay (stay_id),
  CONSTRAINT intake_keepers_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_keepers_stay_is FOREIGN KEY (stay_id) REFERENCES presence_stays (id),
  CONSTRAINT intake_keepers_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_keepers_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT intake_keepers_replaces_is FOREIGN KEY (replaces_id) REFERENCES intake_keepers (id),
  CONSTRAINT intake_keepers_live CHECK (live_stay_id IS NULL OR live_stay_id = stay_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_keepers;
