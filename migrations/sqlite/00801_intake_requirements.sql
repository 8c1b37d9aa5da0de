-- +goose Up
CREATE TABLE intake_requirements (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  category TEXT NOT NULL,
  code TEXT NOT NULL,
  need TEXT NOT NULL,
  applies TEXT NOT NULL,
  position INTEGER NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  legal_basis TEXT NOT NULL,
  mark TEXT NOT NULL,
  source TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT intake_requirements_need CHECK (need IN ('needed', 'optional', 'none')),
  CONSTRAINT intake_requirements_applies CHECK (applies IN ('', 'child', 'abandoned')),
  CONSTRAINT intake_requirements_mark CHECK (mark IN ('C', 'R', 'U', 'D')),
  CONSTRAINT intake_requirements_period CHECK (valid_to IS NULL OR valid_to >= valid_from)
);
CREATE UNIQUE INDEX intake_requirements_paper ON intake_requirements (category, code, valid_from);

-- +goose Down
DROP TABLE intake_requirements;
