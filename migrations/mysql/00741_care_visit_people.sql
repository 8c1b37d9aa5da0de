-- +goose Up
CREATE TABLE IF NOT EXISTS care_visit_people (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  visit_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  came_at DATETIME(6) NULL,
  mood VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  mood_note VARCHAR(300) NOT NULL,
  mood_at DATETIME(6) NULL,
  mood_by BIGINT UNSIGNED NULL,
  UNIQUE KEY care_visit_people_visit_resident (visit_id, resident_id),
  KEY care_visit_people_resident (resident_id, came_at),
  KEY care_visit_people_campus (campus_id),
  KEY care_visit_people_ward (ward_id),
  CONSTRAINT care_visit_people_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_visit_people_visit_is FOREIGN KEY (visit_id) REFERENCES care_visits (id),
  CONSTRAINT care_visit_people_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_visit_people_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_visit_people_mood_is CHECK (mood IN ('', 'glad', 'calm', 'sad', 'upset')),
  CONSTRAINT care_visit_people_mood_signed CHECK ((mood = '') = (mood_at IS NULL) AND (mood_at IS NULL) = (mood_by IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_visit_people;
