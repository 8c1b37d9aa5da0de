-- +goose Up
CREATE TABLE IF NOT EXISTS care_second_looks (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  mark_id BIGINT UNSIGNED NOT NULL,
  shift_day DATE NOT NULL,
  slot_id BIGINT UNSIGNED NOT NULL,
  first_by BIGINT UNSIGNED NOT NULL,
  chosen_at DATETIME(6) NOT NULL,
  looked_at DATETIME(6) NULL,
  looked_by BIGINT UNSIGNED NULL,
  found BIGINT UNSIGNED NOT NULL,
  compared INT NOT NULL,
  agreed INT NOT NULL,
  note VARCHAR(300) NOT NULL,
  UNIQUE KEY care_second_looks_mark_id (mark_id),
  KEY care_second_looks_campus (campus_id, chosen_at),
  KEY care_second_looks_chosen (chosen_at),
  KEY care_second_looks_resident (resident_id),
  CONSTRAINT care_second_looks_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_second_looks_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_second_looks_mark_is FOREIGN KEY (mark_id) REFERENCES care_marks (id),
  CONSTRAINT care_second_looks_two CHECK (looked_by IS NULL OR looked_by <> first_by),
  CONSTRAINT care_second_looks_looked_is CHECK ((looked_at IS NULL) = (looked_by IS NULL)),
  CONSTRAINT care_second_looks_agreed_is CHECK (agreed >= 0 AND agreed <= compared)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_second_looks;
