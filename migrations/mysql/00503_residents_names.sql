-- +goose Up
CREATE TABLE IF NOT EXISTS residents_names (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  resident_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(120) NOT NULL,
  search_key VARCHAR(400) COLLATE utf8mb4_bin NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  ended_recorded_at DATETIME(6) NULL,
  ended_recorded_by BIGINT UNSIGNED NULL,
  KEY residents_names_resident (resident_id, id),
  KEY residents_names_search_key (search_key),
  CONSTRAINT residents_names_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_names_kind CHECK (kind IN ('nickname', 'former', 'called'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE residents_names;
