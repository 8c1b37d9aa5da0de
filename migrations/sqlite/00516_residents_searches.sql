-- +goose Up
CREATE TABLE residents_searches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  resident_id INTEGER NOT NULL,
  kin_id INTEGER NULL,
  open_kin_id INTEGER NULL,
  who TEXT NOT NULL,
  last_seen_on DATE NULL,
  last_seen_where TEXT NOT NULL,
  from_day DATE NOT NULL,
  note TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  to_day DATE NULL,
  found BOOLEAN NOT NULL,
  ended_recorded_at DATETIME NULL,
  ended_recorded_by INTEGER NULL,
  end_note TEXT NOT NULL,
  CONSTRAINT residents_searches_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_searches_kin_is FOREIGN KEY (kin_id) REFERENCES residents_kin (id),
  CONSTRAINT residents_searches_span CHECK (to_day IS NULL OR to_day >= from_day),
  CONSTRAINT residents_searches_ended CHECK ((to_day IS NULL) = (ended_recorded_at IS NULL))
);
CREATE UNIQUE INDEX residents_searches_open_kin_id ON residents_searches (open_kin_id);
CREATE INDEX residents_searches_resident ON residents_searches (resident_id, id);

-- +goose Down
DROP TABLE residents_searches;
