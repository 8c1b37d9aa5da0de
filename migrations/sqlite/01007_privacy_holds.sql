-- +goose Up
CREATE TABLE privacy_holds (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  reason TEXT NOT NULL,
  basis TEXT NOT NULL,
  from_day DATE NOT NULL,
  ended_on DATE NULL,
  end_reason TEXT NOT NULL,
  ended_by INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT privacy_holds_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT privacy_holds_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT privacy_holds_reason_is CHECK (reason <> ''),
  CONSTRAINT privacy_holds_ended CHECK (ended_on IS NULL OR end_reason <> '')
);
CREATE INDEX privacy_holds_campus ON privacy_holds (campus_id, ended_on);
CREATE INDEX privacy_holds_resident ON privacy_holds (resident_id);

-- +goose Down
DROP TABLE privacy_holds;
