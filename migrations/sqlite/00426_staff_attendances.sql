-- +goose Up
CREATE TABLE staff_attendances (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  shift_id INTEGER NOT NULL,
  day DATE NOT NULL,
  step TEXT NOT NULL,
  at DATETIME NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  handover TEXT NOT NULL,
  taken_back_at DATETIME NULL,
  open_key TEXT NULL,
  CONSTRAINT staff_attendances_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT staff_attendances_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT staff_attendances_shift_is FOREIGN KEY (shift_id) REFERENCES settings_shifts (id),
  CONSTRAINT staff_attendances_by_whom CHECK (recorded_by > 0),
  CONSTRAINT staff_attendances_steps CHECK (step IN ('came', 'went')),
  CONSTRAINT staff_attendances_handovers CHECK (handover IN ('', 'none', 'open', 'signed')),
  CONSTRAINT staff_attendances_open CHECK (open_key IS NULL OR taken_back_at IS NULL)
);
CREATE UNIQUE INDEX staff_attendances_open_key ON staff_attendances (open_key);
CREATE INDEX staff_attendances_member ON staff_attendances (member_id, day, shift_id);
CREATE INDEX staff_attendances_campus ON staff_attendances (campus_id, day);

-- +goose Down
DROP TABLE staff_attendances;
