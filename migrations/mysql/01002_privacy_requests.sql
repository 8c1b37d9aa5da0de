-- +goose Up
CREATE TABLE IF NOT EXISTS privacy_requests (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  asker VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  asker_name VARCHAR(120) NOT NULL,
  checked VARCHAR(200) NOT NULL,
  contact VARCHAR(200) NOT NULL,
  received_on DATE NOT NULL,
  text VARCHAR(2000) NOT NULL,
  purpose VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  processor BOOLEAN NOT NULL,
  acknowledged_on DATE NULL,
  extended_days INT NOT NULL,
  extended_on DATE NULL,
  extension_reason VARCHAR(300) NOT NULL,
  outcome VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  answered_on DATE NULL,
  answer VARCHAR(2000) NOT NULL,
  answered_by BIGINT UNSIGNED NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  KEY privacy_requests_campus (campus_id, outcome, received_on),
  KEY privacy_requests_resident (resident_id),
  CONSTRAINT privacy_requests_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT privacy_requests_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT privacy_requests_kind_is CHECK (kind IN ('know', 'access', 'rectify', 'withdraw', 'delete', 'restrict', 'given', 'object', 'complain')),
  CONSTRAINT privacy_requests_outcome_is CHECK (outcome IN ('', 'granted', 'partly', 'refused', 'dropped', 'mistake')),
  CONSTRAINT privacy_requests_answered CHECK ((outcome = '') = (answered_on IS NULL)),
  CONSTRAINT privacy_requests_answer_is CHECK (outcome = '' OR answer <> ''),
  CONSTRAINT privacy_requests_extended CHECK (extended_days = 0 OR extension_reason <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE privacy_requests;
