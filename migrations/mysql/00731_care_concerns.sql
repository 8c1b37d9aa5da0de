-- +goose Up
CREATE TABLE IF NOT EXISTS care_concerns (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  since DATETIME(6) NOT NULL,
  facts VARCHAR(300) NOT NULL,
  raised_at DATETIME(6) NOT NULL,
  passed_at DATETIME(6) NULL,
  open_resident_id BIGINT UNSIGNED NULL,
  seen_at DATETIME(6) NULL,
  seen_by BIGINT UNSIGNED NULL,
  done VARCHAR(300) NOT NULL,
  UNIQUE KEY care_concerns_open_resident_id (open_resident_id, kind),
  KEY care_concerns_resident (resident_id, seen_at),
  CONSTRAINT care_concerns_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_concerns_open_is CHECK (open_resident_id IS NULL OR open_resident_id = resident_id),
  CONSTRAINT care_concerns_seen_is CHECK ((seen_at IS NULL) = (seen_by IS NULL) AND (seen_at IS NULL) = (open_resident_id IS NOT NULL)),
  CONSTRAINT care_concerns_done_is CHECK (seen_at IS NULL OR done <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_concerns;
