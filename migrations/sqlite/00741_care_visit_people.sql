-- +goose Up
CREATE TABLE care_visit_people (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  visit_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  came_at DATETIME NULL,
  mood TEXT NOT NULL,
  mood_note TEXT NOT NULL,
  mood_at DATETIME NULL,
  mood_by INTEGER NULL,
  CONSTRAINT care_visit_people_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_visit_people_visit_is FOREIGN KEY (visit_id) REFERENCES care_visits (id),
  CONSTRAINT care_visit_people_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_visit_people_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_visit_people_mood_is CHECK (mood IN ('', 'glad', 'calm', 'sad', 'upset')),
  CONSTRAINT care_visit_people_mood_signed CHECK ((mood = '') = (mood_at IS NULL) AND (mood_at IS NULL) = (mood_by IS NULL))
);
CREATE UNIQUE INDEX care_visit_people_visit_resident ON care_visit_people (visit_id, resident_id);
CREATE INDEX care_visit_people_resident ON care_visit_people (resident_id, came_at);
CREATE INDEX care_visit_people_campus ON care_visit_people (campus_id);
CREATE INDEX care_visit_people_ward ON care_visit_people (ward_id);

-- +goose Down
DROP TABLE care_visit_people;
