-- +goose Up
CREATE TABLE IF NOT EXISTS care_handover_lines (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  shift_id BIGINT UNSIGNED NOT NULL,
  shift_day DATE NOT NULL,
  line_key VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  facts TEXT NOT NULL,
  counted INT NULL,
  matches BOOLEAN NULL,
  unfinished BOOLEAN NOT NULL,
  word VARCHAR(300) NOT NULL,
  outgoing_by BIGINT UNSIGNED NOT NULL,
  outgoing_at DATETIME(6) NOT NULL,
  incoming_by BIGINT UNSIGNED NULL,
  incoming_at DATETIME(6) NULL,
  incoming_word VARCHAR(300) NOT NULL,
  open_ward_id BIGINT UNSIGNED NULL,
  carried_id BIGINT UNSIGNED NULL,
  UNIQUE KEY care_handover_lines_turn (ward_id, shift_day, shift_id, line_key),
  KEY care_handover_lines_open (open_ward_id),
  CONSTRAINT care_handover_lines_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_handover_lines_carried_is FOREIGN KEY (carried_id) REFERENCES care_handover_lines (id),
  CONSTRAINT care_handover_lines_signed CHECK (outgoing_by > 0),
  CONSTRAINT care_handover_lines_two CHECK (incoming_by IS NULL OR incoming_by <> outgoing_by),
  CONSTRAINT care_handover_lines_incoming CHECK ((incoming_by IS NULL) = (incoming_at IS NULL)),
  CONSTRAINT care_handover_lines_word CHECK (unfinished = 0 OR word <> '' OR incoming_word <> ''),
  CONSTRAINT care_handover_lines_open_is CHECK (open_ward_id IS NULL OR open_ward_id = ward_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_handover_lines;
