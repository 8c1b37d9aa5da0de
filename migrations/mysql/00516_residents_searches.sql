-- +goose Up
CREATE TABLE IF NOT EXISTS residents_searches (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  resident_id BIGINT UNSIGNED NOT NULL,
  kin_id BIGINT UNSIGNED NULL,
  open_kin_id BIGINT UNSIGNED NULL,
  who VARCHAR(200) NOT NULL,
  last_seen_on DATE NULL,
  last_seen_where VARCHAR(300) NOT NULL,
  from_day DATE NOT NULL,
  note VARCHAR(1000) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  to_day DATE NULL,
  found BOOLEAN NOT NULL,
  ended_recorded_at DATETIME(6) NULL,
  ended_recorded_by BIGINT UNSIGNED NULL,
  end_note VARCHAR(300) NOT NULL,
  UNIQUE KEY residents_searches_open_kin_id (open_kin_id),
  KEY residents_searches_resident (resident_id, id),
  CONSTRAINT residents_searches_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_searches_kin_is FOREIGN KEY (kin_id) REFERENCES residents_kin (id),
  CONSTRAINT residents_searches_span CHECK (to_day IS NULL OR to_day >= from_day),
  CONSTRAINT residents_searches_ended CHECK ((to_day IS NULL) = (ended_recorded_at IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE residents_searches;
