-- +goose Up
CREATE TABLE intake_errands (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  departure_id INTEGER NULL,
  absence_id INTEGER NULL,
  kind TEXT NOT NULL,
  months INTEGER NOT NULL,
  from_on DATE NOT NULL,
  due_on DATE NULL,
  settled BOOLEAN NOT NULL,
  done_on DATE NULL,
  needless BOOLEAN NOT NULL,
  done_note TEXT NOT NULL,
  done_recorded_at DATETIME NULL,
  done_recorded_by INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  voided_at DATETIME NULL,
  voided_by INTEGER NULL,
  void_reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT intake_errands_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_errands_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_errands_departure_is FOREIGN KEY (departure_id) REFERENCES intake_departures (id),
  CONSTRAINT intake_errands_absence_is FOREIGN KEY (absence_id) REFERENCES presence_absences (id),
  CONSTRAINT intake_errands_settled CHECK (settled = (done_recorded_at IS NOT NULL OR voided_at IS NOT NULL)),
  CONSTRAINT intake_errands_voided CHECK (voided_at IS NULL OR void_reason <> '')
);
CREATE INDEX intake_errands_campus ON intake_errands (campus_id, settled, due_on);
CREATE INDEX intake_errands_departure ON intake_errands (departure_id, id);
CREATE INDEX intake_errands_absence ON intake_errands (absence_id, id);
CREATE INDEX intake_errands_resident ON intake_errands (resident_id, id);

-- +goose Down
DROP TABLE intake_errands;
