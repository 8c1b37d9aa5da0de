-- +goose Up
CREATE TABLE presence_snapshots (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  day DATE NOT NULL,
  version INTEGER NOT NULL,
  known_at DATETIME NOT NULL,
  in_care INTEGER NOT NULL,
  present INTEGER NOT NULL,
  hospital INTEGER NOT NULL,
  on_leave INTEGER NOT NULL,
  missing INTEGER NOT NULL,
  no_bed INTEGER NOT NULL,
  admitted INTEGER NOT NULL,
  departed INTEGER NOT NULL,
  counts TEXT NOT NULL,
  people TEXT NOT NULL,
  previous_id INTEGER NULL,
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  seal BLOB NOT NULL,
  CONSTRAINT presence_snapshots_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT presence_snapshots_previous_is FOREIGN KEY (previous_id) REFERENCES presence_snapshots (id),
  CONSTRAINT presence_snapshots_reason CHECK (reason IN ('first', 'late', 'corrected')),
  CONSTRAINT presence_snapshots_chain CHECK ((version = 1) = (previous_id IS NULL)),
  CONSTRAINT presence_snapshots_sum CHECK (in_care = present + hospital + on_leave + missing)
);
CREATE UNIQUE INDEX presence_snapshots_version ON presence_snapshots (campus_id, day, version);
CREATE INDEX presence_snapshots_day ON presence_snapshots (day, campus_id);
CREATE INDEX presence_snapshots_known ON presence_snapshots (known_at);

-- +goose Down
DROP TABLE presence_snapshots;
