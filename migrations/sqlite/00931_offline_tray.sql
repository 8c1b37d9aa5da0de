-- +goose Up
CREATE TABLE offline_tray (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NULL,
  resident_id INTEGER NULL,
  kind TEXT NOT NULL,
  entry TEXT NOT NULL,
  part INTEGER NOT NULL,
  key_id INTEGER NOT NULL,
  no INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  happened_at DATETIME NOT NULL,
  doubtful BOOLEAN NOT NULL,
  received_at DATETIME NOT NULL,
  action TEXT NOT NULL,
  request TEXT NOT NULL,
  body BLOB NULL,
  outcome TEXT NOT NULL,
  code TEXT NOT NULL,
  said TEXT NOT NULL,
  mark_id INTEGER NULL,
  decision TEXT NOT NULL,
  reason TEXT NOT NULL,
  closed_at DATETIME NULL,
  closed_by INTEGER NULL,
  version INTEGER NOT NULL,
  CONSTRAINT offline_tray_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT offline_tray_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT offline_tray_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT offline_tray_key_is FOREIGN KEY (key_id) REFERENCES offline_keys (id),
  CONSTRAINT offline_tray_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT offline_tray_kind_is CHECK (kind IN ('conflict', 'refused')),
  CONSTRAINT offline_tray_decision_is CHECK (decision IN ('', 'kept', 'taken', 'noted', 'entered')),
  CONSTRAINT offline_tray_closed CHECK ((closed_at IS NULL) = (decision = '') AND (closed_at IS NULL) = (closed_by IS NULL))
);
CREATE UNIQUE INDEX offline_tray_part ON offline_tray (entry, member_id, part);
CREATE INDEX offline_tray_open ON offline_tray (campus_id, closed_at, id);
CREATE INDEX offline_tray_resident ON offline_tray (resident_id);

-- +goose Down
DROP TABLE offline_tray;
