-- +goose Up
CREATE TABLE IF NOT EXISTS care_marks (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  bed_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  shift_day DATE NOT NULL,
  slot_id INT UNSIGNED NOT NULL,
  turn TINYINT UNSIGNED NOT NULL,
  at DATETIME(6) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  seen TINYINT UNSIGNED NOT NULL,
  slept TINYINT UNSIGNED NOT NULL,
  washed TINYINT UNSIGNED NOT NULL,
  ate TINYINT UNSIGNED NOT NULL,
  medicine TINYINT UNSIGNED NOT NULL,
  mood TINYINT UNSIGNED NOT NULL,
  response TINYINT UNSIGNED NOT NULL,
  exceptions TINYINT UNSIGNED NOT NULL,
  cause TINYINT UNSIGNED NOT NULL,
  note VARCHAR(300) NOT NULL,
  amends_id BIGINT UNSIGNED NULL,
  reason VARCHAR(300) NOT NULL,
  UNIQUE KEY care_marks_turn (resident_id, shift_day, slot_id, turn),
  KEY care_marks_round (ward_id, shift_day, slot_id),
  CONSTRAINT care_marks_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_marks_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_marks_signed CHECK (recorded_by > 0),
  CONSTRAINT care_marks_amends CHECK ((turn = 0) = (amends_id IS NULL)),
  CONSTRAINT care_marks_reason CHECK (cause <> 1 OR reason <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_marks;
