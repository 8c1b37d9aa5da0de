-- +goose Up
CREATE TABLE care_rollcalls (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NULL,
  kind TEXT NOT NULL,
  due_at DATETIME NULL,
  place TEXT NOT NULL,
  started_at DATETIME NOT NULL,
  started_by INTEGER NOT NULL,
  open_ward_id INTEGER NULL,
  open_campus_id INTEGER NULL,
  closed_at DATETIME NULL,
  closed_by INTEGER NULL,
  close_note TEXT NOT NULL,
  expected INTEGER NOT NULL,
  present INTEGER NOT NULL,
  elsewhere INTEGER NOT NULL,
  not_found INTEGER NOT NULL,
  CONSTRAINT care_rollcalls_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_rollcalls_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_rollcalls_kind_is CHECK (kind IN ('fixed', 'extra', 'emergency')),
  CONSTRAINT care_rollcalls_where_is CHECK ((ward_id IS NULL) = (kind = 'emergency')),
  CONSTRAINT care_rollcalls_due_is CHECK ((due_at IS NOT NULL) = (kind = 'fixed')),
  CONSTRAINT care_rollcalls_signed CHECK (started_by > 0 AND (closed_at IS NULL) = (closed_by IS NULL)),
  CONSTRAINT care_rollcalls_open_is CHECK (closed_at IS NULL OR (open_ward_id IS NULL AND open_campus_id IS NULL))
);
CREATE UNIQUE INDEX care_rollcalls_due_at ON care_rollcalls (ward_id, due_at);
CREATE UNIQUE INDEX care_rollcalls_open_ward_id ON care_rollcalls (open_ward_id);
CREATE UNIQUE INDEX care_rollcalls_open_campus_id ON care_rollcalls (open_campus_id);
CREATE INDEX care_rollcalls_campus ON care_rollcalls (campus_id, started_at);
CREATE INDEX care_rollcalls_ward ON care_rollcalls (ward_id, started_at);

-- +goose Down
DROP TABLE care_rollcalls;
