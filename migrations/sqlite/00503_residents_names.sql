-- +goose Up
CREATE TABLE residents_names (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  resident_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  search_key TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  ended_recorded_at DATETIME NULL,
  ended_recorded_by INTEGER NULL,
  CONSTRAINT residents_names_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_names_kind CHECK (kind IN ('nickname', 'former', 'called'))
);
CREATE INDEX residents_names_resident ON residents_names (resident_id, id);
CREATE INDEX residents_names_search_key ON residents_names (search_key);

-- +goose Down
DROP TABLE residents_names;
