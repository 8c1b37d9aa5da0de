-- +goose Up
CREATE TABLE IF NOT EXISTS intake_departure_steps (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  departure_id BIGINT UNSIGNED NOT NULL,
  step VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  happened_on DATE NULL,
  happened_at DATETIME(6) NULL,
  number VARCHAR(40) NOT NULL,
  note VARCHAR(300) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  KEY intake_departure_steps_departure (departure_id, id),
  CONSTRAINT intake_departure_steps_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_departure_steps_departure_is FOREIGN KEY (departure_id) REFERENCES intake_departures (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_departure_steps;
