-- +goose Up
CREATE TABLE IF NOT EXISTS privacy_erasures (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  live_resident_id BIGINT UNSIGNED NULL,
  ground VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(300) NOT NULL,
  request_id BIGINT UNSIGNED NULL,
  by_decider BOOLEAN NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  refused_at DATETIME(6) NULL,
  refused_by BIGINT UNSIGNED NULL,
  refused_reason VARCHAR(300) NOT NULL,
  done_at DATETIME(6) NULL,
  done_by BIGINT UNSIGNED NULL,
  done_rows BIGINT NOT NULL,
  done_files BIGINT NOT NULL,
  again_at DATETIME(6) NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY privacy_erasures_live_resident_id (live_resident_id),
  KEY privacy_erasures_campus (campus_id, done_at),
  KEY privacy_erasures_resident (resident_id),
  CONSTRAINT privacy_erasures_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT privacy_erasures_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT privacy_erasures_request_is FOREIGN KEY (request_id) REFERENCES privacy_requests (id),
  CONSTRAINT privacy_erasures_ground_is CHECK (ground IN ('over', 'withdrawn', 'request')),
  CONSTRAINT privacy_erasures_why CHECK (reason <> ''),
  CONSTRAINT privacy_erasures_refused CHECK ((refused_at IS NULL) = (refused_by IS NULL) AND (refused_at IS NULL OR refused_reason <> '')),
  CONSTRAINT privacy_erasures_done CHECK ((done_at IS NULL) = (done_by IS NULL) AND (done_at IS NULL OR refused_at IS NULL)),
  CONSTRAINT privacy_erasures_two CHECK (done_by IS NULL OR done_by <> recorded_by),
  CONSTRAINT privacy_erasures_live CHECK ((live_resident_id IS NOT NULL) = (refused_at IS NULL)),
  CONSTRAINT privacy_erasures_live_is CHECK (live_resident_id IS NULL OR live_resident_id = resident_id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE privacy_erasures;
