-- +goose Up
CREATE TABLE staff_grants (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  member_id INTEGER NOT NULL,
  role TEXT NOT NULL,
  campus_id INTEGER NULL,
  zone_id INTEGER NULL,
  ward_id INTEGER NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  reason TEXT NOT NULL,
  granted_at DATETIME NOT NULL,
  granted_by INTEGER NOT NULL,
  ended_at DATETIME NULL,
  ended_by INTEGER NOT NULL DEFAULT 0,
  ended_reason TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT staff_grants_member_id FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT staff_grants_campus_id FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT staff_grants_zone_id FOREIGN KEY (zone_id) REFERENCES wards_zones (id),
  CONSTRAINT staff_grants_ward_id FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT staff_grants_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CONSTRAINT staff_grants_place CHECK (campus_id IS NOT NULL OR (zone_id IS NULL AND ward_id IS NULL))
);
CREATE INDEX staff_grants_member ON staff_grants (member_id, ended_at, valid_from);
CREATE INDEX staff_grants_campus ON staff_grants (campus_id, role);

-- +goose Down
DROP TABLE staff_grants;
