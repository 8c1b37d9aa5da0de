-- +goose Up
CREATE TABLE presence_reservations (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  bed_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  resident_id INTEGER NULL,
  person TEXT NOT NULL,
  reason TEXT NOT NULL,
  from_at DATETIME NOT NULL,
  expires_at DATETIME NOT NULL,
  owner_id INTEGER NOT NULL,
  open_bed_id INTEGER NULL,
  ended_at DATETIME NULL,
  ended_by INTEGER NULL,
  end_cause TEXT NOT NULL,
  end_note TEXT NOT NULL,
  CONSTRAINT presence_reservations_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT presence_reservations_bed_is FOREIGN KEY (bed_id) REFERENCES wards_beds (id),
  CONSTRAINT presence_reservations_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT presence_reservations_whom CHECK ((resident_id IS NULL) = (person <> '')),
  CONSTRAINT presence_reservations_span CHECK (expires_at > from_at),
  CONSTRAINT presence_reservations_open CHECK ((open_bed_id IS NOT NULL) = (ended_at IS NULL)),
  CONSTRAINT presence_reservations_open_is CHECK (open_bed_id IS NULL OR open_bed_id = bed_id),
  CONSTRAINT presence_reservations_cause CHECK (end_cause IN ('', 'used', 'released', 'expired')),
  CONSTRAINT presence_reservations_ended CHECK ((end_cause = '') = (ended_at IS NULL)),
  CONSTRAINT presence_reservations_reason CHECK (reason <> '')
);
CREATE UNIQUE INDEX presence_reservations_open_bed_id ON presence_reservations (open_bed_id);
CREATE INDEX presence_reservations_campus ON presence_reservations (campus_id, expires_at);
CREATE INDEX presence_reservations_bed ON presence_reservations (bed_id);
CREATE INDEX presence_reservations_resident ON presence_reservations (resident_id);

-- +goose Down
DROP TABLE presence_reservations;
