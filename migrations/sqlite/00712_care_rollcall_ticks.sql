-- +goose Up
CREATE TABLE care_rollcall_ticks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  rollcall_id INTEGER NOT NULL,
  ward_id INTEGER NULL,
  resident_id INTEGER NOT NULL,
  answer TEXT NOT NULL,
  note TEXT NOT NULL,
  at DATETIME NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT care_rollcall_ticks_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_rollcall_ticks_rollcall_is FOREIGN KEY (rollcall_id) REFERENCES care_rollcalls (id),
  CONSTRAINT care_rollcall_ticks_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_rollcall_ticks_answer_is CHECK (answer IN ('here', 'toilet', 'activity', 'leave', 'hospital', 'not_found')),
  CONSTRAINT care_rollcall_ticks_signed CHECK (recorded_by > 0)
);
CREATE INDEX care_rollcall_ticks_person ON care_rollcall_ticks (rollcall_id, resident_id);
CREATE INDEX care_rollcall_ticks_resident ON care_rollcall_ticks (resident_id, at);
CREATE INDEX care_rollcall_ticks_campus ON care_rollcall_ticks (campus_id);

-- +goose Down
DROP TABLE care_rollcall_ticks;
