-- +goose Up
CREATE TABLE db_receipts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  claim TEXT NOT NULL,
  body TEXT NOT NULL,
  answer TEXT NOT NULL,
  recorded DATETIME NOT NULL
);
CREATE UNIQUE INDEX db_receipts_claim ON db_receipts (claim);
CREATE INDEX db_receipts_recorded ON db_receipts (recorded);

-- +goose Down
DROP TABLE db_receipts;
