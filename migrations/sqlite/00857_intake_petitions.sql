-- +goose Up
CREATE TABLE intake_petitions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  category TEXT NOT NULL,
  received_on DATE NOT NULL,
  sender TEXT NOT NULL,
  note TEXT NOT NULL,
  open_resident_id INTEGER NULL,
  outcome TEXT NOT NULL,
  ended_on DATE NULL,
  reason TEXT NOT NULL,
  ended_at DATETIME NULL,
  ended_by INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT intake_petitions_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_petitions_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_petitions_category CHECK (category IN ('A1', 'A2', 'A3', 'C1')),
  CONSTRAINT intake_petitions_outcome CHECK (outcome IN ('', 'accepted', 'refused', 'withdrawn', 'mistake')),
  CONSTRAINT intake_petitions_open CHECK ((open_resident_id IS NOT NULL) = (outcome = '')),
  CONSTRAINT intake_petitions_open_is CHECK (open_resident_id IS NULL OR open_resident_id = resident_id),
  CONSTRAINT intake_petitions_ended CHECK ((ended_at IS NULL) = (outcome = '')),
  CONSTRAINT intake_petitions_reason CHECK (outcome NOT IN ('refused', 'withdrawn', 'mistake') OR reason <> '')
);
CREATE UNIQUE INDEX intake_petitions_open_resident_id ON intake_petitions (open_resident_id);
CREATE INDEX intake_petitions_campus ON intake_petitions (campus_id, received_on);
CREATE INDEX intake_petitions_resident ON intake_petitions (resident_id);

-- +goose Down
DROP TABLE intake_petitions;
