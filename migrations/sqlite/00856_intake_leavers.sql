-- +goose Up
CREATE TABLE intake_leavers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  leave_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  refused TEXT NOT NULL,
  CONSTRAINT intake_leavers_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_leavers_leave_is FOREIGN KEY (leave_id) REFERENCES intake_leaves (id),
  CONSTRAINT intake_leavers_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id)
);
CREATE UNIQUE INDEX intake_leavers_once ON intake_leavers (leave_id, resident_id);

-- +goose Down
DROP TABLE intake_leavers;
