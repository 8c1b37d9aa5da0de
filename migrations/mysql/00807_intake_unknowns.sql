-- +goose Up
CREATE TABLE IF NOT EXISTS intake_unknowns (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  year INT NOT NULL,
  last INT NOT NULL,
  UNIQUE KEY intake_unknowns_year (campus_id, year),
  CONSTRAINT intake_unknowns_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_unknowns;
