-- +goose Up
CREATE TABLE intake_merges (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  kept_id INTEGER NOT NULL,
  gone_id INTEGER NOT NULL,
  live_gone_id INTEGER NULL,
  reason TEXT NOT NULL,
  evidence TEXT NOT NULL,
  taken TEXT NOT NULL,
  needs_second BOOLEAN NOT NULL,
  was TEXT NOT NULL,
  newest TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  done_at DATETIME NULL,
  done_by INTEGER NULL,
  dropped_at DATETIME NULL,
  dropped_by INTEGER NULL,
  dropped_reason TEXT NOT NULL,
  undone_at DATETIME NULL,
  undone_by INTEGER NULL,
  undone_reason TEXT NOT NULL,
  undone_since TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT intake_merges_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_merges_kept_is FOREIGN KEY (kept_id) REFERENCES residents_people (id),
  CONSTRAINT intake_merges_gone_is FOREIGN KEY (gone_id) REFERENCES residents_people (id),
  CONSTRAINT intake_merges_two CHECK (kept_id <> gone_id),
  CONSTRAINT intake_merges_why CHECK (reason <> ''),
  CONSTRAINT intake_merges_evidence_is CHECK (evidence IN ('papers', 'face', 'family', 'police', 'self', 'list', 'other')),
  CONSTRAINT intake_merges_done CHECK ((done_at IS NULL) = (done_by IS NULL)),
  CONSTRAINT intake_merges_dropped CHECK ((dropped_at IS NULL) = (dropped_by IS NULL) AND (dropped_at IS NULL OR done_at IS NULL)),
  CONSTRAINT intake_merges_undone CHECK ((undone_at IS NULL) = (undone_by IS NULL) AND (undone_at IS NULL OR done_at IS NOT NULL) AND (undone_at IS NULL OR undone_reason <> '')),
  CONSTRAINT intake_merges_live CHECK ((live_gone_id IS NOT NULL) = (dropped_at IS NULL AND undone_at IS NULL)),
  CONSTRAINT intake_merges_live_is CHECK (live_gone_id IS NULL OR live_gone_id = gone_id),
  CONSTRAINT intake_merges_second CHECK (needs_second = 0 OR done_by IS NULL OR done_by <> recorded_by)
);
CREATE UNIQUE INDEX intake_merges_live_gone_id ON intake_merges (live_gone_id);
CREATE INDEX intake_merges_campus ON intake_merges (campus_id, recorded_at);
CREATE INDEX intake_merges_kept ON intake_merges (kept_id);
CREATE INDEX intake_merges_gone ON intake_merges (gone_id);

-- +goose Down
DROP TABLE intake_merges;
