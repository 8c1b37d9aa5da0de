-- +goose Up
CREATE TABLE db_deeds (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL DEFAULT 0,
  at DATETIME NOT NULL,
  action TEXT NOT NULL,
  actor_id INTEGER NOT NULL,
  via TEXT NOT NULL,
  request TEXT NOT NULL,
  subject TEXT NOT NULL,
  subject_id INTEGER NOT NULL,
  wards TEXT NOT NULL,
  detail TEXT NOT NULL,
  seq INTEGER NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE UNIQUE INDEX db_deeds_chain ON db_deeds (campus_id, seq);
CREATE INDEX db_deeds_seq ON db_deeds (seq) WHERE seq IS NULL;
CREATE INDEX db_deeds_subject ON db_deeds (subject, subject_id);

-- +goose Down
DROP TABLE db_deeds;
