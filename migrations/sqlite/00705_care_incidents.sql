-- +goose Up
CREATE TABLE care_incidents (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  root_id INTEGER NOT NULL,
  replaces_id INTEGER NULL,
  replaced_at DATETIME NULL,
  kind TEXT NOT NULL,
  severity TEXT NOT NULL,
  restricted BOOLEAN NOT NULL,
  at DATETIME NOT NULL,
  place TEXT NOT NULL,
  people TEXT NOT NULL,
  saw TEXT NOT NULL,
  what TEXT NOT NULL,
  done TEXT NOT NULL,
  reporter_id INTEGER NOT NULL,
  reported_at DATETIME NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  reason TEXT NOT NULL,
  CONSTRAINT care_incidents_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_incidents_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_incidents_replaces_is FOREIGN KEY (replaces_id) REFERENCES care_incidents (id),
  CONSTRAINT care_incidents_severity_is CHECK (severity IN ('minor', 'serious', 'grave')),
  CONSTRAINT care_incidents_signed CHECK (recorded_by > 0 AND reporter_id > 0),
  CONSTRAINT care_incidents_reason_is CHECK ((replaces_id IS NULL) = (reason = ''))
);
CREATE UNIQUE INDEX care_incidents_replaces_id ON care_incidents (replaces_id);
CREATE INDEX care_incidents_root ON care_incidents (root_id, id);
CREATE INDEX care_incidents_ward ON care_incidents (ward_id, at);
CREATE INDEX care_incidents_campus ON care_incidents (campus_id, reported_at);
CREATE INDEX care_incidents_reporter ON care_incidents (reporter_id, at);
CREATE INDEX care_incidents_reported ON care_incidents (reported_at);
CREATE INDEX care_incidents_at ON care_incidents (at);

-- +goose Down
DROP TABLE care_incidents;
