-- +goose Up
CREATE TABLE presence_absences (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  stay_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  place TEXT NOT NULL,
  companion TEXT NOT NULL,
  note TEXT NOT NULL,
  due_back_on DATE NULL,
  started_at DATETIME NOT NULL,
  ended_at DATETIME NULL,
  open_resident_id INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  ended_recorded_at DATETIME NULL,
  ended_recorded_by INTEGER NULL,
  replaces_id INTEGER NULL,
  voided_at DATETIME NULL,
  voided_by INTEGER NULL,
  void_reason TEXT NOT NULL,
  CONSTRAINT presence_absences_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT presence_absences_stay_is FOREIGN KEY (stay_id) REFERENCES presence_stays (id),
  CONSTRAINT presence_absences_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT presence_absences_replaces_is FOREIGN KEY (replaces_id) REFERENCES presence_absences (id),
  CONSTRAINT presence_absences_kind CHECK (kind IN ('hospital', 'leave', 'missing')),
  CONSTRAINT presence_absences_span CHECK (ended_at IS NULL OR ended_at >= started_at),
  CONSTRAINT presence_absences_ended CHECK ((ended_at IS NULL) = (ended_recorded_at IS NULL)),
  CONSTRAINT presence_absences_open CHECK ((open_resident_id IS NOT NULL) = (ended_at IS NULL AND voided_at IS NULL)),
  CONSTRAINT presence_absences_open_is CHECK (open_resident_id IS NULL OR open_resident_id = resident_id),
  CONSTRAINT presence_absences_voided CHECK (voided_at IS NULL OR void_reason <> '')
);
CREATE UNIQUE INDEX presence_absences_open_resident_id ON presence_absences (open_resident_id);
CREATE INDEX presence_absences_campus ON presence_absences (campus_id, ended_at, started_at);
CREATE INDEX presence_absences_resident ON presence_absences (resident_id, ended_at, started_at);
CREATE INDEX presence_absences_ended ON presence_absences (ended_at, started_at, ended_recorded_at);

-- +goose Down
DROP TABLE presence_absences;
