-- +goose Up
CREATE TABLE staff_reviews (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  period DATE NOT NULL,
  opened_at DATETIME NOT NULL,
  due_on DATE NOT NULL,
  closed_at DATETIME NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT staff_reviews_kind CHECK (kind IN ('accounts', 'rights'))
);
CREATE UNIQUE INDEX staff_reviews_period ON staff_reviews (kind, period);

-- +goose Down
DROP TABLE staff_reviews;
