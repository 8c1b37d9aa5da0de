-- +goose Up
CREATE TABLE intake_merge_rows (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  merge_id INTEGER NOT NULL,
  book TEXT NOT NULL,
  field TEXT NOT NULL,
  how TEXT NOT NULL,
  amount INTEGER NOT NULL,
  row_ids TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  CONSTRAINT intake_merge_rows_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_merge_rows_merge_is FOREIGN KEY (merge_id) REFERENCES intake_merges (id),
  CONSTRAINT intake_merge_rows_how_is CHECK (how IN ('moved', 'stayed', 'pair'))
);
CREATE INDEX intake_merge_rows_merge ON intake_merge_rows (merge_id);

-- +goose Down
DROP TABLE intake_merge_rows;
