-- +goose Up
CREATE TABLE privacy_erasures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  live_resident_id INTEGER NULL,
  ground TEXT NOT NULL,
  reason TEXT NOT NULL,
  request_id INTEGER NULL,
  by_decider BOOLEAN NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  refused_at DATETIME NULL,
  refused_by INTEGER NULL,
  refused_reason TEXT NOT NULL,
  done_at DATETIME NULL,
  done_by INTEGER NULL,
  done_rows INTEGER NOT NULL,
  done_files INTEGER NOT NULL,
  again_at DATETIME NULL,
  version INTEGER NOT NULL DEFAULT 0,
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
);
CREATE UNIQUE INDEX privacy_erasures_live_resident_id ON privacy_erasures (live_resident_id);
CREATE INDEX privacy_erasures_campus ON privacy_erasures (campus_id, done_at);
CREATE INDEX privacy_erasures_resident ON privacy_erasures (resident_id);

-- +goose Down
DROP TABLE privacy_erasures;
