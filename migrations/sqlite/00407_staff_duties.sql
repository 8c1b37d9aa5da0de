-- +goose Up
CREATE TABLE staff_duties (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  shift_id INTEGER NOT NULL,
  day DATE NOT NULL,
  ward_id INTEGER NULL,
  kind TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  published_at DATETIME NULL,
  published_by INTEGER NOT NULL DEFAULT 0,
  ended_at DATETIME NULL,
  ended_by INTEGER NOT NULL DEFAULT 0,
  ended_reason TEXT NOT NULL,
  missed_at DATETIME NULL,
  missed_by INTEGER NOT NULL DEFAULT 0,
  missed_reason TEXT NOT NULL,
  replaces_id INTEGER NULL,
  open_key TEXT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT staff_duties_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT staff_duties_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT staff_duties_shift_is FOREIGN KEY (shift_id) REFERENCES settings_shifts (id),
  CONSTRAINT staff_duties_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT staff_duties_kinds CHECK (kind IN ('shift', 'duty', 'live_in')),
  CONSTRAINT staff_duties_open CHECK (open_key IS NULL OR ended_at IS NULL)
);
CREATE UNIQUE INDEX staff_duties_open_key ON staff_duties (open_key);
CREATE INDEX staff_duties_campus ON staff_duties (campus_id, day);
CREATE INDEX staff_duties_member ON staff_duties (member_id, day);

-- +goose Down
DROP TABLE staff_duties;
