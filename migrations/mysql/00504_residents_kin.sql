-- +goose Up
CREATE TABLE IF NOT EXISTS residents_kin (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  resident_id BIGINT UNSIGNED NOT NULL,
  name VARCHAR(120) NOT NULL,
  relation VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  phone VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  address VARCHAR(300) NOT NULL,
  note VARCHAR(300) NOT NULL,
  guardian BOOLEAN NOT NULL,
  first_call BOOLEAN NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  ended_on DATE NULL,
  ended_recorded_at DATETIME(6) NULL,
  ended_recorded_by BIGINT UNSIGNED NULL,
  end_note VARCHAR(300) NOT NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  KEY residents_kin_resident (resident_id, id),
  CONSTRAINT residents_kin_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_kin_ended CHECK ((ended_on IS NULL) = (ended_recorded_at IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE residents_kin;
