-- +goose Up
CREATE TABLE IF NOT EXISTS deeds_crises (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  member_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NULL,
  reason VARCHAR(300) NOT NULL,
  roles VARCHAR(300) NOT NULL,
  opened_at DATETIME(6) NOT NULL,
  ends_at DATETIME(6) NOT NULL,
  due_at DATETIME(6) NOT NULL,
  closed_at DATETIME(6) NULL,
  answered_at DATETIME(6) NULL,
  answered_by BIGINT UNSIGNED NULL,
  found VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  answer VARCHAR(300) NOT NULL DEFAULT '',
  version BIGINT NOT NULL DEFAULT 0,
  KEY deeds_crises_campus (campus_id, answered_at, id),
  KEY deeds_crises_member (member_id, opened_at),
  KEY deeds_crises_resident (resident_id),
  CONSTRAINT deeds_crises_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT deeds_crises_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT deeds_crises_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT deeds_crises_answered_is FOREIGN KEY (answered_by) REFERENCES staff_members (id),
  CONSTRAINT deeds_crises_found CHECK (found IN ('', 'in_order', 'talked', 'breach'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE deeds_crises;
