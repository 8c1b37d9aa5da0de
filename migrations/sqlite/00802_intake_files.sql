-- +goose Up
CREATE TABLE intake_files (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  stay_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  way TEXT NOT NULL,
  abandoned BOOLEAN NOT NULL,
  studying_until DATE NULL,
  note TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT intake_files_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_files_stay_is FOREIGN KEY (stay_id) REFERENCES presence_stays (id),
  CONSTRAINT intake_files_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_files_way CHECK (way IN ('emergency', 'planned'))
);
CREATE UNIQUE INDEX intake_files_stay_id ON intake_files (stay_id);
CREATE INDEX intake_files_campus ON intake_files (campus_id, recorded_at);
CREATE INDEX intake_files_resident ON intake_files (resident_id);

-- +goose Down
DROP TABLE intake_files;
