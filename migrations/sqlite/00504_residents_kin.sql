-- +goose Up
CREATE TABLE residents_kin (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  resident_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  relation TEXT NOT NULL,
  phone TEXT NOT NULL,
  address TEXT NOT NULL,
  note TEXT NOT NULL,
  guardian BOOLEAN NOT NULL,
  first_call BOOLEAN NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  ended_on DATE NULL,
  ended_recorded_at DATETIME NULL,
  ended_recorded_by INTEGER NULL,
  end_note TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT residents_kin_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_kin_ended CHECK ((ended_on IS NULL) = (ended_recorded_at IS NULL))
);
CREATE INDEX residents_kin_resident ON residents_kin (resident_id, id);

-- +goose Down
DROP TABLE residents_kin;
