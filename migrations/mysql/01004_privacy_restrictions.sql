-- +goose Up
CREATE TABLE IF NOT EXISTS privacy_restrictions (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  purpose VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  open_key VARCHAR(50) CHARACTER SET ascii COLLATE ascii_bin NULL,
  reason VARCHAR(300) NOT NULL,
  request_id BIGINT UNSIGNED NULL,
  from_day DATE NOT NULL,
  ended_on DATE NULL,
  end_reason VARCHAR(300) NOT NULL,
  ended_by BIGINT UNSIGNED NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY privacy_restrictions_open_key (open_key),
  KEY privacy_restrictions_campus (campus_id),
  KEY privacy_restrictions_resident (resident_id),
  CONSTRAINT privacy_restrictions_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT privacy_restrictions_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT privacy_restrictions_request_is FOREIGN KEY (request_id) REFERENCES privacy_requests (id),
  CONSTRAINT privacy_restrictions_kind_is CHECK (kind IN ('restriction', 'objection')),
  CONSTRAINT privacy_restrictions_open_is CHECK ((open_key IS NULL) = (ended_on IS NOT NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE privacy_restrictions;
