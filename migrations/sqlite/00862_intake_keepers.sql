-- +goose Up
CREATE TABLE intake_keepers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  stay_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  member_id INTEGER NULL,
  live_stay_id INTEGER NULL,
  note TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  replaces_id INTEGER NULL,
  CONSTRAINT intake_keepers_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_keepers_stay_is FOREIGN KEY (stay_id) REFERENCES presence_stays (id),
  CONSTRAINT intake_keepers_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_keepers_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT intake_keepers_replaces_is FOREIGN KEY (replaces_id) REFERENCES intake_keepers (id),
  CONSTRAINT intake_keepers_live CHECK (live_stay_id IS NULL OR live_stay_id = stay_id)
);
CREATE UNIQUE INDEX intake_keepers_live_stay_id ON intake_keepers (live_stay_id);
CREATE INDEX intake_keepers_campus ON intake_keepers (campus_id, recorded_at);
CREATE INDEX intake_keepers_stay ON intake_keepers (stay_id);

-- +goose Down
DROP TABLE intake_keepers;
