-- +goose Up
CREATE TABLE IF NOT EXISTS privacy_breaches (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  nature VARCHAR(2000) NOT NULL,
  happened_at DATETIME(6) NULL,
  known_at DATETIME(6) NOT NULL,
  place VARCHAR(300) NOT NULL,
  kinds VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  people INT NOT NULL,
  records INT NOT NULL,
  consequences VARCHAR(2000) NOT NULL,
  measures VARCHAR(2000) NOT NULL,
  contact VARCHAR(300) NOT NULL,
  reported_at DATETIME(6) NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  KEY privacy_breaches_campus (campus_id, known_at),
  CONSTRAINT privacy_breaches_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT privacy_breaches_nature_is CHECK (nature <> ''),
  CONSTRAINT privacy_breaches_counts CHECK (people >= 0 AND records >= 0)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE privacy_breaches;
