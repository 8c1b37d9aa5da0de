-- +goose Up
CREATE TABLE IF NOT EXISTS privacy_request_steps (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  request_id BIGINT UNSIGNED NOT NULL,
  step VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  done_on DATE NOT NULL,
  note VARCHAR(300) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  KEY privacy_request_steps_request (request_id),
  KEY privacy_request_steps_campus (campus_id, recorded_at),
  CONSTRAINT privacy_request_steps_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT privacy_request_steps_request_is FOREIGN KEY (request_id) REFERENCES privacy_requests (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE privacy_request_steps;
