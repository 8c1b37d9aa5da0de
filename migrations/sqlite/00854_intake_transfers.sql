-- +goose Up
CREATE TABLE intake_transfers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  from_campus_id INTEGER NOT NULL,
  to_campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  stay_id INTEGER NOT NULL,
  pending_resident_id INTEGER NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  planned_on DATE NULL,
  escort TEXT NOT NULL,
  belongings TEXT NOT NULL,
  papers TEXT NOT NULL,
  medicine TEXT NOT NULL,
  money TEXT NOT NULL,
  came_at DATETIME NULL,
  bed_id INTEGER NULL,
  new_stay_id INTEGER NULL,
  answer TEXT NOT NULL,
  answered_at DATETIME NULL,
  answered_by INTEGER NULL,
  cancelled_at DATETIME NULL,
  cancelled_by INTEGER NULL,
  cancel_reason TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT intake_transfers_from_is FOREIGN KEY (from_campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_transfers_to_is FOREIGN KEY (to_campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_transfers_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_transfers_stay_is FOREIGN KEY (stay_id) REFERENCES presence_stays (id),
  CONSTRAINT intake_transfers_state CHECK (state IN ('asked', 'accepted', 'refused', 'withdrawn', 'cancelled')),
  CONSTRAINT intake_transfers_across CHECK (from_campus_id <> to_campus_id),
  CONSTRAINT intake_transfers_pending CHECK ((pending_resident_id IS NOT NULL) = (state = 'asked')),
  CONSTRAINT intake_transfers_pending_is CHECK (pending_resident_id IS NULL OR pending_resident_id = resident_id),
  CONSTRAINT intake_transfers_accepted CHECK (state NOT IN ('accepted', 'cancelled') OR (came_at IS NOT NULL AND new_stay_id IS NOT NULL)),
  CONSTRAINT intake_transfers_cancelled CHECK (cancelled_at IS NULL OR cancel_reason <> '')
);
CREATE UNIQUE INDEX intake_transfers_pending_resident_id ON intake_transfers (pending_resident_id);
CREATE INDEX intake_transfers_from ON intake_transfers (from_campus_id, id);
CREATE INDEX intake_transfers_to ON intake_transfers (to_campus_id, id);
CREATE INDEX intake_transfers_resident ON intake_transfers (resident_id, id);

-- +goose Down
DROP TABLE intake_transfers;
