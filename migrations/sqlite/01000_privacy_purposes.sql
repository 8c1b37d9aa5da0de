-- +goose Up
CREATE TABLE privacy_purposes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL,
  revision INTEGER NOT NULL,
  position INTEGER NOT NULL,
  basis TEXT NOT NULL,
  name_vi TEXT NOT NULL,
  name_en TEXT NOT NULL,
  ask_vi TEXT NOT NULL,
  ask_en TEXT NOT NULL,
  kinds TEXT NOT NULL,
  recipients TEXT NOT NULL,
  kept TEXT NOT NULL,
  consent_months INTEGER NOT NULL,
  legal_basis TEXT NOT NULL,
  mark TEXT NOT NULL,
  source TEXT NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT privacy_purposes_basis_is CHECK (basis IN ('consent', 'vital_interest', 'public_task', 'contract', 'law')),
  CONSTRAINT privacy_purposes_mark_is CHECK (mark IN ('C', 'R', 'U', 'D')),
  CONSTRAINT privacy_purposes_asks CHECK (basis <> 'consent' OR ask_vi <> '')
);
CREATE UNIQUE INDEX privacy_purposes_revision ON privacy_purposes (code, revision);

-- +goose Down
DROP TABLE privacy_purposes;
