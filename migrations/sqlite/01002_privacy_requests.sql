-- +goose Up
CREATE TABLE privacy_requests (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  asker TEXT NOT NULL,
  asker_name TEXT NOT NULL,
  checked TEXT NOT NULL,
  contact TEXT NOT NULL,
  received_on DATE NOT NULL,
  text TEXT NOT NULL,
  purpose TEXT NOT NULL,
  processor BOOLEAN NOT NULL,
  acknowledged_on DATE NULL,
  extended_days INTEGER NOT NULL,
  extended_on DATE NULL,
  extension_reason TEXT NOT NULL,
  outcome TEXT NOT NULL,
  answered_on DATE NULL,
  answer TEXT NOT NULL,
  answered_by INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT privacy_requests_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT privacy_requests_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT privacy_requests_kind_is CHECK (kind IN ('know', 'access', 'rectify', 'withdraw', 'delete', 'restrict', 'given', 'object', 'complain')),
  CONSTRAINT privacy_requests_outcome_is CHECK (outcome IN ('', 'granted', 'partly', 'refused', 'dropped', 'mistake')),
  CONSTRAINT privacy_requests_answered CHECK ((outcome = '') = (answered_on IS NULL)),
  CONSTRAINT privacy_requests_answer_is CHECK (outcome = '' OR answer <> ''),
  CONSTRAINT privacy_requests_extended CHECK (extended_days = 0 OR extension_reason <> '')
);
CREATE INDEX privacy_requests_campus ON privacy_requests (campus_id, outcome, received_on);
CREATE INDEX privacy_requests_resident ON privacy_requests (resident_id);

-- +goose Down
DROP TABLE privacy_requests;
