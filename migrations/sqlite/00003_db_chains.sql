-- +goose Up
CREATE TABLE db_chains (
  id INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL
);

-- +goose Down
DROP TABLE db_chains;
