-- +goose Up
CREATE TABLE intake_papers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  file_id INTEGER NOT NULL,
  code TEXT NOT NULL,
  state TEXT NOT NULL,
  on_day DATE NOT NULL,
  paper_id INTEGER NULL,
  reason TEXT NOT NULL,
  current_code TEXT NULL,
  replaces_id INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT intake_papers_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_papers_file_is FOREIGN KEY (file_id) REFERENCES intake_files (id),
  CONSTRAINT intake_papers_paper_is FOREIGN KEY (paper_id) REFERENCES residents_papers (id),
  CONSTRAINT intake_papers_replaces_is FOREIGN KEY (replaces_id) REFERENCES intake_papers (id),
  CONSTRAINT intake_papers_state CHECK (state IN ('received', 'returned', 'lacking')),
  CONSTRAINT intake_papers_reason CHECK (state = 'received' OR reason <> ''),
  CONSTRAINT intake_papers_current CHECK (current_code IS NULL OR current_code = code)
);
CREATE UNIQUE INDEX intake_papers_current_code ON intake_papers (file_id, current_code);
CREATE INDEX intake_papers_campus ON intake_papers (campus_id, recorded_at);

-- +goose Down
DROP TABLE intake_papers;
