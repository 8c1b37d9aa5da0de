-- +goose Up
CREATE TABLE IF NOT EXISTS intake_petition_steps (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  petition_id BIGINT UNSIGNED NOT NULL,
  step VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  live_step VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL,
  done_on DATE NOT NULL,
  needless BOOLEAN NOT NULL,
  note VARCHAR(300) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  voided_at DATETIME(6) NULL,
  voided_by BIGINT UNSIGNED NULL,
  void_reason VARCHAR(300) NOT NULL,
  UNIQUE KEY intake_petition_steps_live_step (petition_id, live_step),
  KEY intake_petition_steps_campus (campus_id, recorded_at),
  CONSTRAINT intake_petition_steps_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_petition_steps_petition_is FOREIGN KEY (petition_id) REFERENCES intake_petitions (id),
  CONSTRAINT intake_petition_steps_live CHECK (live_step IS NULL OR (live_step = step AND voided_at IS NULL)),
  CONSTRAINT intake_petition_steps_needless CHECK (NOT needless OR note <> ''),
  CONSTRAINT intake_petition_steps_voided CHECK (voided_at IS NULL OR void_reason <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_petition_steps;
