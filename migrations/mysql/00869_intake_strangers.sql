-- +goose Up
CREATE TABLE IF NOT EXISTS intake_strangers (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  low_id BIGINT UNSIGNED NOT NULL,
  high_id BIGINT UNSIGNED NOT NULL,
  open_pair VARCHAR(42) CHARACTER SET ascii COLLATE ascii_bin NULL,
  reason VARCHAR(300) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  ended_at DATETIME(6) NULL,
  ended_by BIGINT UNSIGNED NULL,
  UNIQUE KEY intake_strangers_open_pair (open_pair),
  KEY intake_strangers_campus (campus_id),
  KEY intake_strangers_low (low_id),
  KEY intake_strangers_high (high_id),
  CONSTRAINT intake_strangers_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_strangers_low_is FOREIGN KEY (low_id) REFERENCES residents_people (id),
  CONSTRAINT intake_strangers_high_is FOREIGN KEY (high_id) REFERENCES residents_people (id),
  CONSTRAINT intake_strangers_order CHECK (low_id < high_id),
  CONSTRAINT intake_strangers_ended CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
  CONSTRAINT intake_strangers_open CHECK ((open_pair IS NOT NULL) = (ended_at IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_strangers;
