-- +goose Up
CREATE TABLE IF NOT EXISTS care_bans (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  kin_id BIGINT UNSIGNED NULL,
  name VARCHAR(200) NOT NULL,
  search_key VARCHAR(200) COLLATE utf8mb4_bin NOT NULL,
  phone VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  anybody BOOLEAN NOT NULL,
  reason VARCHAR(300) NOT NULL,
  authority VARCHAR(200) NOT NULL,
  from_day DATE NOT NULL,
  until_day DATE NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  ended_at DATETIME(6) NULL,
  ended_by BIGINT UNSIGNED NULL,
  end_note VARCHAR(300) NOT NULL,
  KEY care_bans_resident (resident_id, until_day),
  KEY care_bans_campus (campus_id, until_day),
  CONSTRAINT care_bans_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_bans_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_bans_whom CHECK (anybody OR name <> ''),
  CONSTRAINT care_bans_why CHECK (reason <> '' AND authority <> ''),
  CONSTRAINT care_bans_span CHECK (until_day >= from_day),
  CONSTRAINT care_bans_signed CHECK (recorded_by > 0),
  CONSTRAINT care_bans_ended CHECK (ended_at IS NULL OR (ended_by IS NOT NULL AND end_note <> ''))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_bans;
