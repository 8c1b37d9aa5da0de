-- +goose Up
CREATE TABLE IF NOT EXISTS presence_stays (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  origin_id BIGINT UNSIGNED NULL,
  category VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  admitted_at DATETIME(6) NOT NULL,
  left_at DATETIME(6) NULL,
  end_reason VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  end_note VARCHAR(300) NOT NULL,
  open_resident_id BIGINT UNSIGNED NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  ended_recorded_at DATETIME(6) NULL,
  ended_recorded_by BIGINT UNSIGNED NULL,
  replaces_id BIGINT UNSIGNED NULL,
  voided_at DATETIME(6) NULL,
  voided_by BIGINT UNSIGNED NULL,
  void_reason VARCHAR(300) NOT NULL,
  UNIQUE KEY presence_stays_open_resident_id (open_resident_id),
  KEY presence_stays_campus (campus_id, left_at, admitted_at),
  KEY presence_stays_admitted (admitted_at),
  KEY presence_stays_left (left_at, admitted_at, ended_recorded_at),
  KEY presence_stays_resident (resident_id, admitted_at),
  CONSTRAINT presence_stays_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT presence_stays_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT presence_stays_origin_is FOREIGN KEY (origin_id) REFERENCES presence_stays (id),
  CONSTRAINT presence_stays_replaces_is FOREIGN KEY (replaces_id) REFERENCES presence_stays (id),
  CONSTRAINT presence_stays_span CHECK (left_at IS NULL OR left_at >= admitted_at),
  CONSTRAINT presence_stays_ended CHECK ((left_at IS NULL) = (ended_recorded_at IS NULL)),
  CONSTRAINT presence_stays_open CHECK ((open_resident_id IS NOT NULL) = (left_at IS NULL AND voided_at IS NULL)),
  CONSTRAINT presence_stays_open_is CHECK (open_resident_id IS NULL OR open_resident_id = resident_id),
  CONSTRAINT presence_stays_voided CHECK (voided_at IS NULL OR void_reason <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE presence_stays;
