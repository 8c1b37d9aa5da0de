-- +goose Up
CREATE TABLE presence_stays (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  origin_id INTEGER NULL,
  category TEXT NOT NULL,
  admitted_at DATETIME NOT NULL,
  left_at DATETIME NULL,
  end_reason TEXT NOT NULL,
  end_note TEXT NOT NULL,
  open_resident_id INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  ended_recorded_at DATETIME NULL,
  ended_recorded_by INTEGER NULL,
  replaces_id INTEGER NULL,
  voided_at DATETIME NULL,
  voided_by INTEGER NULL,
  void_reason TEXT NOT NULL,
  CONSTRAINT presence_stays_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT presence_stays_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT presence_stays_origin_is FOREIGN KEY (origin_id) REFERENCES presence_stays (id),
  CONSTRAINT presence_stays_replaces_is FOREIGN KEY (replaces_id) REFERENCES presence_stays (id),
  CONSTRAINT presence_stays_span CHECK (left_at IS NULL OR left_at >= admitted_at),
  CONSTRAINT presence_stays_ended CHECK ((left_at IS NULL) = (ended_recorded_at IS NULL)),
  CONSTRAINT presence_stays_open CHECK ((open_resident_id IS NOT NULL) = (left_at IS NULL AND voided_at IS NULL)),
  CONSTRAINT presence_stays_open_is CHECK (open_resident_id IS NULL OR open_resident_id = resident_id),
  CONSTRAINT presence_stays_voided CHECK (voided_at IS NULL OR void_reason <> '')
);
CREATE UNIQUE INDEX presence_stays_open_resident_id ON presence_stays (open_resident_id);
CREATE INDEX presence_stays_campus ON presence_stays (campus_id, left_at, admitted_at);
CREATE INDEX presence_stays_admitted ON presence_stays (admitted_at);
CREATE INDEX presence_stays_left ON presence_stays (left_at, admitted_at, ended_recorded_at);
CREATE INDEX presence_stays_resident ON presence_stays (resident_id, admitted_at);

-- +goose Down
DROP TABLE presence_stays;
