-- +goose Up
CREATE TABLE staff_absences (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  member_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE NOT NULL,
  note TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  cancelled_at DATETIME NULL,
  cancelled_by INTEGER NOT NULL DEFAULT 0,
  cancelled_reason TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT staff_absences_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT staff_absences_period CHECK (to_day >= from_day)
);
CREATE INDEX staff_absences_member ON staff_absences (member_id, to_day);
CREATE INDEX staff_absences_days ON staff_absences (to_day, from_day);

-- +goose Down
DROP TABLE staff_absences;
