-- +goose Up
CREATE TABLE residents_needs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  resident_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  code TEXT NOT NULL,
  note TEXT NOT NULL,
  severity TEXT NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  ended_recorded_at DATETIME NULL,
  ended_recorded_by INTEGER NULL,
  end_note TEXT NOT NULL,
  CONSTRAINT residents_needs_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_needs_kind CHECK (kind IN ('diet', 'allergy', 'mobility', 'help', 'sense', 'other')),
  CONSTRAINT residents_needs_severity CHECK (severity IN ('', 'mild', 'severe')),
  CONSTRAINT residents_needs_span CHECK (to_day IS NULL OR to_day >= from_day)
);
CREATE INDEX residents_needs_resident ON residents_needs (resident_id, to_day);

-- +goose Down
DROP TABLE residents_needs;
