-- +goose Up
CREATE TABLE residents_numbers (
  id INTEGER NOT NULL PRIMARY KEY,
  prefix TEXT NOT NULL,
  last INTEGER NOT NULL
);

-- +goose Down
DROP TABLE residents_numbers;
