-- +goose Up
CREATE TABLE care_watches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  every_minutes INTEGER NOT NULL,
  from_at DATETIME NOT NULL,
  review_at DATETIME NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  looked_at DATETIME NULL,
  looked_by INTEGER NULL,
  renews_id INTEGER NULL,
  open_resident_id INTEGER NULL,
  ended_at DATETIME NULL,
  ended_by INTEGER NULL,
  end_cause TEXT NOT NULL,
  end_note TEXT NOT NULL,
  CONSTRAINT care_watches_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_watches_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_watches_renews_is FOREIGN KEY (renews_id) REFERENCES care_watches (id),
  CONSTRAINT care_watches_reason_is CHECK (reason IN ('suicide', 'escape', 'aggression', 'seizure', 'fall', 'sick', 'isolation')),
  CONSTRAINT care_watches_span CHECK (review_at > from_at AND every_minutes > 0),
  CONSTRAINT care_watches_signed CHECK (recorded_by > 0),
  CONSTRAINT care_watches_open CHECK ((open_resident_id IS NOT NULL) = (ended_at IS NULL)),
  CONSTRAINT care_watches_open_is CHECK (open_resident_id IS NULL OR open_resident_id = resident_id),
  CONSTRAINT care_watches_ended CHECK ((end_cause = '') = (ended_at IS NULL)),
  CONSTRAINT care_watches_cause CHECK (end_cause IN ('', 'reviewed', 'ended')),
  CONSTRAINT care_watches_why CHECK (end_cause <> 'ended' OR end_note <> '')
);
CREATE UNIQUE INDEX care_watches_open_resident_id ON care_watches (open_resident_id, reason);
CREATE UNIQUE INDEX care_watches_renews_id ON care_watches (renews_id);
CREATE INDEX care_watches_resident ON care_watches (resident_id, from_at);
CREATE INDEX care_watches_campus ON care_watches (campus_id, ended_at);

-- +goose Down
DROP TABLE care_watches;
