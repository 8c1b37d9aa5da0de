-- +goose Up
CREATE TABLE IF NOT EXISTS care_rollcalls (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NULL,
  kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  due_at DATETIME(6) NULL,
  place VARCHAR(200) NOT NULL,
  started_at DATETIME(6) NOT NULL,
  started_by BIGINT UNSIGNED NOT NULL,
  open_ward_id BIGINT UNSIGNED NULL,
  open_campus_id BIGINT UNSIGNED NULL,
  closed_at DATETIME(6) NULL,
  closed_by BIGINT UNSIGNED NULL,
  close_note VARCHAR(300) NOT NULL,
  expected INT UNSIGNED NOT NULL,
  present INT UNSIGNED NOT NULL,
  elsewhere INT UNSIGNED NOT NULL,
  not_found INT UNSIGNED NOT NULL,
  UNIQUE KEY care_rollcalls_due_at (ward_id, due_at),
  UNIQUE KEY care_rollcalls_open_ward_id (open_ward_id),
  UNIQUE KEY care_rollcalls_open_campus_id (open_campus_id),
  KEY care_rollcalls_campus (campus_id, started_at),
  KEY care_rollcalls_ward (ward_id, started_at),
  CONSTRAINT care_rollcalls_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_rollcalls_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_rollcalls_kind_is CHECK (kind IN ('fixed', 'extra', 'emergency')),
  CONSTRAINT care_rollcalls_where_is CHECK ((ward_id IS NULL) = (kind = 'emergency')),
  CONSTRAINT care_rollcalls_due_is CHECK ((due_at IS NOT NULL) = (kind = 'fixed')),
  CONSTRAINT care_rollcalls_signed CHECK (started_by > 0 AND (closed_at IS NULL) = (closed_by IS NULL)),
  CONSTRAINT care_rollcalls_open_is CHECK (closed_at IS NULL OR (open_ward_id IS NULL AND open_campus_id IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_rollcalls;
