-- +goose Up
CREATE TABLE deeds_crises (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  resident_id INTEGER NULL,
  reason TEXT NOT NULL,
  roles TEXT NOT NULL,
  opened_at DATETIME NOT NULL,
  ends_at DATETIME NOT NULL,
  due_at DATETIME NOT NULL,
  closed_at DATETIME NULL,
  answered_at DATETIME NULL,
  answered_by INTEGER NULL,
  found TEXT NOT NULL DEFAULT '',
  answer TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT deeds_crises_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT deeds_crises_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT deeds_crises_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT deeds_crises_answered_is FOREIGN KEY (answered_by) REFERENCES staff_members (id),
  CONSTRAINT deeds_crises_found CHECK (found IN ('', 'in_order', 'talked', 'breach'))
);
CREATE INDEX deeds_crises_campus ON deeds_crises (campus_id, answered_at, id);
CREATE INDEX deeds_crises_member ON deeds_crises (member_id, opened_at);
CREATE INDEX deeds_crises_resident ON deeds_crises (resident_id);

-- +goose Down
DROP TABLE deeds_crises;
