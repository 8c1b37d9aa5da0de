-- +goose Up
CREATE TABLE deeds_strangers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  week DATE NOT NULL,
  member_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  looks INTEGER NOT NULL,
  first_at DATETIME NOT NULL,
  last_at DATETIME NOT NULL,
  roles TEXT NOT NULL,
  written_at DATETIME NOT NULL,
  answered_at DATETIME NULL,
  answered_by INTEGER NULL,
  found TEXT NOT NULL,
  reason TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT deeds_strangers_once UNIQUE (week, campus_id, member_id, resident_id),
  CONSTRAINT deeds_strangers_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT deeds_strangers_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT deeds_strangers_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT deeds_strangers_found_is CHECK (found IN ('', 'in_order', 'talked', 'breach')),
  CONSTRAINT deeds_strangers_answered CHECK ((answered_at IS NULL) = (found = '') AND (answered_by IS NULL) = (answered_at IS NULL)),
  CONSTRAINT deeds_strangers_two CHECK (answered_by IS NULL OR answered_by <> member_id)
);
CREATE INDEX deeds_strangers_campus ON deeds_strangers (campus_id, week);

-- +goose Down
DROP TABLE deeds_strangers;
