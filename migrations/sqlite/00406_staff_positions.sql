-- +goose Up
CREATE TABLE staff_positions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  ward_id INTEGER NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  ended_at DATETIME NULL,
  ended_by INTEGER NOT NULL DEFAULT 0,
  ended_reason TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT staff_positions_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT staff_positions_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT staff_positions_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT staff_positions_period CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE INDEX staff_positions_member ON staff_positions (member_id, valid_from);
CREATE INDEX staff_positions_campus ON staff_positions (campus_id, valid_to, kind);

-- +goose Down
DROP TABLE staff_positions;
