-- +goose Up
CREATE TABLE IF NOT EXISTS privacy_holds (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  reason VARCHAR(300) NOT NULL,
  basis VARCHAR(300) NOT NULL,
  from_day DATE NOT NULL,
  ended_on DATE NULL,
  end_reason VARCHAR(300) NOT NULL,
  ended_by BIGINT UNSIGNED NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  KEY privacy_holds_campus (campus_id, ended_on),
  KEY privacy_holds_resident (resident_id),
  CONSTRAINT privacy_holds_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT privacy_holds_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT privacy_holds_reason_is CHECK (reason <> ''),
  CONSTRAINT privacy_holds_ended CHECK (ended_on IS NULL OR end_reason <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE privacy_holds;
