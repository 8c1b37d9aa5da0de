-- +goose Up
CREATE TABLE IF NOT EXISTS intake_petitions (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  category VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  received_on DATE NOT NULL,
  sender VARCHAR(200) NOT NULL,
  note VARCHAR(300) NOT NULL,
  open_resident_id BIGINT UNSIGNED NULL,
  outcome VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ended_on DATE NULL,
  reason VARCHAR(300) NOT NULL,
  ended_at DATETIME(6) NULL,
  ended_by BIGINT UNSIGNED NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY intake_petitions_open_resident_id (open_resident_id),
  KEY intake_petitions_campus (campus_id, received_on),
  KEY intake_petitions_resident (resident_id),
  CONSTRAINT intake_petitions_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_petitions_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_petitions_category CHECK (category IN ('A1', 'A2', 'A3', 'C1')),
  CONSTRAINT intake_petitions_outcome CHECK (outcome IN ('', 'accepted', 'refused', 'withdrawn', 'mistake')),
  CONSTRAINT intake_petitions_open CHECK ((open_resident_id IS NOT NULL) = (outcome = '')),
  CONSTRAINT intake_petitions_open_is CHECK (open_resident_id IS NULL OR open_resident_id = resident_id),
  CONSTRAINT intake_petitions_ended CHECK ((ended_at IS NULL) = (outcome = '')),
  CONSTRAINT intake_petitions_reason CHECK (outcome NOT IN ('refused', 'withdrawn', 'mistake') OR reason <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_petitions;
