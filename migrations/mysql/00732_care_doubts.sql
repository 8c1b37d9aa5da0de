-- +goose Up
CREATE TABLE IF NOT EXISTS care_doubts (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  member_id BIGINT UNSIGNED NULL,
  kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  shift_day DATE NOT NULL,
  slot_id BIGINT UNSIGNED NOT NULL,
  doubt_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  facts VARCHAR(300) NOT NULL,
  asked_at DATETIME(6) NOT NULL,
  answered_at DATETIME(6) NULL,
  answered_by BIGINT UNSIGNED NULL,
  answer VARCHAR(300) NOT NULL,
  UNIQUE KEY care_doubts_doubt_key (doubt_key),
  KEY care_doubts_campus (campus_id, shift_day),
  CONSTRAINT care_doubts_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_doubts_answered_is CHECK ((answered_at IS NULL) = (answered_by IS NULL)),
  CONSTRAINT care_doubts_answer_is CHECK (answered_at IS NULL OR answer <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_doubts;
