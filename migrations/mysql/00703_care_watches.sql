-- +goose Up
CREATE TABLE IF NOT EXISTS care_watches (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  reason VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note VARCHAR(300) NOT NULL,
  every_minutes INT UNSIGNED NOT NULL,
  from_at DATETIME(6) NOT NULL,
  review_at DATETIME(6) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  looked_at DATETIME(6) NULL,
  looked_by BIGINT UNSIGNED NULL,
  renews_id BIGINT UNSIGNED NULL,
  open_resident_id BIGINT UNSIGNED NULL,
  ended_at DATETIME(6) NULL,
  ended_by BIGINT UNSIGNED NULL,
  end_cause VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  end_note VARCHAR(300) NOT NULL,
  UNIQUE KEY care_watches_open_resident_id (open_resident_id, reason),
  UNIQUE KEY care_watches_renews_id (renews_id),
  KEY care_watches_resident (resident_id, from_at),
  KEY care_watches_campus (campus_id, ended_at),
  CONSTRAINT care_watches_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_watches_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_watches_renews_is FOREIGN KEY (renews_id) REFERENCES care_watches (id),
  CONSTRAINT care_watches_reason_is CHECK (reason IN ('suicide', 'escape', 'aggression', 'seizure', 'fall', 'sick', 'isolation')),
  CONSTRAINT care_watches_span CHECK (review_at > from_at AND every_minutes > 0),
  CONSTRAINT care_watches_signed CHECK (recorded_by > 0),
  CONSTRAINT care_watches_open CHECK ((open_resident_id IS NOT NULL) = (ended_at IS NULL)),
  CONSTRAINT care_watches_open_is CHECK (open_resident_id IS NULL OR open_resident_id = resident_id),
  CONSTRAINT care_watches_ended CHECK ((end_cause = '') = (ended_at IS NULL)),
  CONSTRAINT care_watches_cause CHECK (end_cause IN ('', 'reviewed', 'ended')),
  CONSTRAINT care_watches_why CHECK (end_cause <> 'ended' OR end_note <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_watches;
