-- +goose Up
CREATE TABLE register_entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  sign TEXT NOT NULL,
  paper TEXT NOT NULL,
  resident_id INTEGER NULL,
  stay_id INTEGER NULL,
  subject TEXT NOT NULL,
  subject_key TEXT NOT NULL,
  summary TEXT NOT NULL,
  search_key TEXT NOT NULL,
  bases TEXT NOT NULL,
  signer TEXT NOT NULL,
  position TEXT NOT NULL,
  capacity TEXT NOT NULL,
  issued_on DATE NOT NULL,
  content_sealed BLOB NOT NULL,
  once_key TEXT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  voided_at DATETIME NULL,
  voided_by INTEGER NULL,
  void_reason TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT register_entries_number_is CHECK (number > 0),
  CONSTRAINT register_entries_voided CHECK ((voided_at IS NULL) = (void_reason = '')),
  CONSTRAINT register_entries_once CHECK (once_key IS NULL OR voided_at IS NULL)
);
CREATE UNIQUE INDEX register_entries_number ON register_entries (kind, year, number);
CREATE UNIQUE INDEX register_entries_once_key ON register_entries (once_key);
CREATE INDEX register_entries_campus ON register_entries (campus_id, year, id);
CREATE INDEX register_entries_resident ON register_entries (resident_id, id);
CREATE INDEX register_entries_recorded_by ON register_entries (recorded_by, id);

-- +goose Down
DROP TABLE register_entries;
