-- +goose Up
CREATE TABLE IF NOT EXISTS care_visits (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(200) NOT NULL,
  relation VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kin_id BIGINT UNSIGNED NULL,
  phone VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  citizen_number_sealed VARBINARY(255) NULL,
  companions VARCHAR(300) NOT NULL,
  with_name VARCHAR(200) NOT NULL,
  note VARCHAR(300) NOT NULL,
  came_at DATETIME(6) NOT NULL,
  left_at DATETIME(6) NULL,
  left_by BIGINT UNSIGNED NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  open_campus_id BIGINT UNSIGNED NULL,
  struck_at DATETIME(6) NULL,
  struck_by BIGINT UNSIGNED NULL,
  struck_reason VARCHAR(300) NOT NULL,
  KEY care_visits_campus (campus_id, came_at),
  KEY care_visits_open (open_campus_id, came_at),
  CONSTRAINT care_visits_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_visits_kind_is CHECK (kind IN ('visit', 'call', 'video')),
  CONSTRAINT care_visits_named CHECK (name <> ''),
  CONSTRAINT care_visits_signed CHECK (recorded_by > 0),
  CONSTRAINT care_visits_left CHECK (left_at IS NULL OR left_at >= came_at),
  CONSTRAINT care_visits_open_is CHECK (open_campus_id IS NULL OR (kind = 'visit' AND left_at IS NULL AND struck_at IS NULL)),
  CONSTRAINT care_visits_struck CHECK (struck_at IS NULL OR (struck_by IS NOT NULL AND struck_reason <> ''))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_visits;
