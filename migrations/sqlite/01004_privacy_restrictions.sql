-- +goose Up
CREATE TABLE privacy_restrictions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  purpose TEXT NOT NULL,
  open_key TEXT NULL,
  reason TEXT NOT NULL,
  request_id INTEGER NULL,
  from_day DATE NOT NULL,
  ended_on DATE NULL,
  end_reason TEXT NOT NULL,
  ended_by INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT privacy_restrictions_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT privacy_restrictions_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT privacy_restrictions_request_is FOREIGN KEY (request_id) REFERENCES privacy_requests (id),
  CONSTRAINT privacy_restrictions_kind_is CHECK (kind IN ('restriction', 'objection')),
  CONSTRAINT privacy_restrictions_open_is CHECK ((open_key IS NULL) = (ended_on IS NOT NULL))
);
CREATE UNIQUE INDEX privacy_restrictions_open_key ON privacy_restrictions (open_key);
CREATE INDEX privacy_restrictions_campus ON privacy_restrictions (campus_id);
CREATE INDEX privacy_restrictions_resident ON privacy_restrictions (resident_id);

-- +goose Down
DROP TABLE privacy_restrictions;
