-- +goose Up
CREATE TABLE IF NOT EXISTS privacy_breach_steps (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  breach_id BIGINT UNSIGNED NOT NULL,
  step VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  at DATETIME(6) NOT NULL,
  note VARCHAR(2000) NOT NULL,
  reference VARCHAR(120) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  KEY privacy_breach_steps_breach (breach_id),
  KEY privacy_breach_steps_campus (campus_id, recorded_at),
  CONSTRAINT privacy_breach_steps_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT privacy_breach_steps_breach_is FOREIGN KEY (breach_id) REFERENCES privacy_breaches (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE privacy_breach_steps;
