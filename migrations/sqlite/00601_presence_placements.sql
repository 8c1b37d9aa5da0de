-- +goose Up
CREATE TABLE presence_placements (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  stay_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  bed_id INTEGER NOT NULL,
  cause TEXT NOT NULL,
  swapped_with INTEGER NULL,
  note TEXT NOT NULL,
  started_at DATETIME NOT NULL,
  ended_at DATETIME NULL,
  open_bed_id INTEGER NULL,
  open_resident_id INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  ended_recorded_at DATETIME NULL,
  ended_recorded_by INTEGER NULL,
  replaces_id INTEGER NULL,
  voided_at DATETIME NULL,
  voided_by INTEGER NULL,
  void_reason TEXT NOT NULL,
  CONSTRAINT presence_placements_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT presence_placements_stay_is FOREIGN KEY (stay_id) REFERENCES presence_stays (id),
  CONSTRAINT presence_placements_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT presence_placements_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT presence_placements_bed_is FOREIGN KEY (bed_id) REFERENCES wards_beds (id),
  CONSTRAINT presence_placements_replaces_is FOREIGN KEY (replaces_id) REFERENCES presence_placements (id),
  CONSTRAINT presence_placements_cause CHECK (cause IN ('place', 'move', 'swap', 'correct', 'restore')),
  CONSTRAINT presence_placements_span CHECK (ended_at IS NULL OR ended_at >= started_at),
  CONSTRAINT presence_placements_ended CHECK ((ended_at IS NULL) = (ended_recorded_at IS NULL)),
  CONSTRAINT presence_placements_open CHECK ((open_bed_id IS NOT NULL) = (ended_at IS NULL AND voided_at IS NULL)),
  CONSTRAINT presence_placements_open_both CHECK ((open_bed_id IS NULL) = (open_resident_id IS NULL)),
  CONSTRAINT presence_placements_open_is CHECK (open_bed_id IS NULL OR (open_bed_id = bed_id AND open_resident_id = resident_id)),
  CONSTRAINT presence_placements_voided CHECK (voided_at IS NULL OR void_reason <> '')
);
CREATE UNIQUE INDEX presence_placements_open_bed_id ON presence_placements (open_bed_id);
CREATE UNIQUE INDEX presence_placements_open_resident_id ON presence_placements (open_resident_id);
CREATE INDEX presence_placements_campus ON presence_placements (campus_id, ended_at, started_at);
CREATE INDEX presence_placements_ended ON presence_placements (ended_at, started_at, ended_recorded_at);
CREATE INDEX presence_placements_ward ON presence_placements (ward_id, ended_at, started_at);
CREATE INDEX presence_placements_bed ON presence_placements (bed_id, ended_at, started_at);
CREATE INDEX presence_placements_resident ON presence_placements (resident_id, ended_at, started_at);

-- +goose Down
DROP TABLE presence_placements;
