-- +goose Up
CREATE TABLE residents_flags_new (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  resident_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  note TEXT NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE NULL,
  open_kind TEXT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  ended_recorded_at DATETIME NULL,
  ended_recorded_by INTEGER NULL,
  end_note TEXT NOT NULL,
  CONSTRAINT residents_flags_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_flags_kind CHECK (kind IN ('fall_risk', 'escape', 'self_harm', 'aggression', 'seizure', 'choking', 'watch', 'isolate')),
  CONSTRAINT residents_flags_span CHECK (to_day IS NULL OR to_day >= from_day),
  CONSTRAINT residents_flags_open CHECK (open_kind IS NULL OR (open_kind = kind AND ended_recorded_at IS NULL))
);
INSERT INTO residents_flags_new (id, resident_id, kind, note, from_day, to_day, open_kind, recorded_at, recorded_by, ended_recorded_at, ended_recorded_by, end_note) SELECT id, resident_id, kind, note, from_day, to_day, open_kind, recorded_at, recorded_by, ended_recorded_at, ended_recorded_by, end_note FROM residents_flags;
DROP TABLE residents_flags;
ALTER TABLE residents_flags_new RENAME TO residents_flags;
CREATE UNIQUE INDEX residents_flags_open_kind ON residents_flags (resident_id, open_kind);
CREATE INDEX residents_flags_resident ON residents_flags (resident_id, to_day);

-- +goose Down
CREATE TABLE residents_flags_new (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  resident_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  note TEXT NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE NULL,
  open_kind TEXT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  ended_recorded_at DATETIME NULL,
  ended_recorded_by INTEGER NULL,
  end_note TEXT NOT NULL,
  CONSTRAINT residents_flags_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_flags_kind CHECK (kind IN ('fall_risk', 'escape', 'self_harm', 'aggression', 'seizure', 'choking', 'watch')),
  CONSTRAINT residents_flags_span CHECK (to_day IS NULL OR to_day >= from_day),
  CONSTRAINT residents_flags_open CHECK (open_kind IS NULL OR (open_kind = kind AND ended_recorded_at IS NULL))
);
INSERT INTO residents_flags_new (id, resident_id, kind, note, from_day, to_day, open_kind, recorded_at, recorded_by, ended_recorded_at, ended_recorded_by, end_note) SELECT id, resident_id, kind, note, from_day, to_day, open_kind, recorded_at, recorded_by, ended_recorded_at, ended_recorded_by, end_note FROM residents_flags;
DROP TABLE residents_flags;
ALTER TABLE residents_flags_new RENAME TO residents_flags;
CREATE UNIQUE INDEX residents_flags_open_kind ON residents_flags (resident_id, open_kind);
CREATE INDEX residents_flags_resident ON residents_flags (resident_id, to_day);
