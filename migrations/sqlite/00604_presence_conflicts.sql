-- +goose Up
CREATE TABLE presence_conflicts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  other_id INTEGER NOT NULL,
  reason TEXT NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE NULL,
  open_pair TEXT NULL,
  end_note TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  ended_recorded_at DATETIME NULL,
  ended_recorded_by INTEGER NULL,
  CONSTRAINT presence_conflicts_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT presence_conflicts_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT presence_conflicts_other_is FOREIGN KEY (other_id) REFERENCES residents_people (id),
  CONSTRAINT presence_conflicts_pair CHECK (resident_id < other_id),
  CONSTRAINT presence_conflicts_span CHECK (to_day IS NULL OR to_day >= from_day),
  CONSTRAINT presence_conflicts_open CHECK ((open_pair IS NOT NULL) = (ended_recorded_at IS NULL)),
  CONSTRAINT presence_conflicts_ended CHECK ((to_day IS NULL) = (ended_recorded_at IS NULL)),
  CONSTRAINT presence_conflicts_reason CHECK (reason <> '')
);
CREATE UNIQUE INDEX presence_conflicts_open_pair ON presence_conflicts (open_pair);
CREATE INDEX presence_conflicts_campus ON presence_conflicts (campus_id);
CREATE INDEX presence_conflicts_resident ON presence_conflicts (resident_id);
CREATE INDEX presence_conflicts_other ON presence_conflicts (other_id);

-- +goose Down
DROP TABLE presence_conflicts;
