-- +goose Up
CREATE TABLE IF NOT EXISTS deeds_strangers (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  week DATE NOT NULL,
  member_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  looks BIGINT UNSIGNED NOT NULL,
  first_at DATETIME(6) NOT NULL,
  last_at DATETIME(6) NOT NULL,
  roles VARCHAR(300) NOT NULL,
  written_at DATETIME(6) NOT NULL,
  answered_at DATETIME(6) NULL,
  answered_by BIGINT UNSIGNED NULL,
  found VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(300) NOT NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  KEY deeds_strangers_campus (campus_id, week),
  CONSTRAINT deeds_strangers_once UNIQUE (week, campus_id, member_id, resident_id),
  CONSTRAINT deeds_strangers_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT deeds_strangers_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT deeds_strangers_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT deeds_strangers_found_is CHECK (found IN ('', 'in_order', 'talked', 'breach')),
  CONSTRAINT deeds_strangers_answered CHECK ((answered_at IS NULL) = (found = '') AND (answered_by IS NULL) = (answered_at IS NULL)),
  CONSTRAINT deeds_strangers_two CHECK (answered_by IS NULL OR answered_by <> member_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;


-- +goose Down
DROP TABLE deeds_strangers;
