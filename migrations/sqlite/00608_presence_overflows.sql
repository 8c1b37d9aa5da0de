-- +goose Up
CREATE TABLE presence_overflows (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  bed_id INTEGER NOT NULL,
  room_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  reason TEXT NOT NULL,
  until_on DATE NOT NULL,
  declared_at DATETIME NOT NULL,
  declared_by INTEGER NOT NULL,
  open_bed_id INTEGER NULL,
  ended_at DATETIME NULL,
  ended_by INTEGER NULL,
  CONSTRAINT presence_overflows_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT presence_overflows_bed_is FOREIGN KEY (bed_id) REFERENCES wards_beds (id),
  CONSTRAINT presence_overflows_room_is FOREIGN KEY (room_id) REFERENCES wards_rooms (id),
  CONSTRAINT presence_overflows_kind CHECK (kind IN ('mattress', 'shared', 'folding')),
  CONSTRAINT presence_overflows_open CHECK ((open_bed_id IS NOT NULL) = (ended_at IS NULL)),
  CONSTRAINT presence_overflows_open_is CHECK (open_bed_id IS NULL OR open_bed_id = bed_id),
  CONSTRAINT presence_overflows_reason CHECK (reason <> '')
);
CREATE UNIQUE INDEX presence_overflows_open_bed_id ON presence_overflows (open_bed_id);
CREATE INDEX presence_overflows_campus ON presence_overflows (campus_id);
CREATE INDEX presence_overflows_bed ON presence_overflows (bed_id);

-- +goose Down
DROP TABLE presence_overflows;
