-- +goose Up
CREATE TABLE care_doubts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  member_id INTEGER NULL,
  kind TEXT NOT NULL,
  shift_day DATE NOT NULL,
  slot_id INTEGER NOT NULL,
  doubt_key TEXT NOT NULL,
  facts TEXT NOT NULL,
  asked_at DATETIME NOT NULL,
  answered_at DATETIME NULL,
  answered_by INTEGER NULL,
  answer TEXT NOT NULL,
  CONSTRAINT care_doubts_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_doubts_answered_is CHECK ((answered_at IS NULL) = (answered_by IS NULL)),
  CONSTRAINT care_doubts_answer_is CHECK (answered_at IS NULL OR answer <> '')
);
CREATE UNIQUE INDEX care_doubts_doubt_key ON care_doubts (doubt_key);
CREATE INDEX care_doubts_campus ON care_doubts (campus_id, shift_day);

-- +goose Down
DROP TABLE care_doubts;
