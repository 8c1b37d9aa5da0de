-- +goose Up
CREATE TABLE care_visits (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  relation TEXT NOT NULL,
  kin_id INTEGER NULL,
  phone TEXT NOT NULL,
  citizen_number_sealed BLOB NULL,
  companions TEXT NOT NULL,
  with_name TEXT NOT NULL,
  note TEXT NOT NULL,
  came_at DATETIME NOT NULL,
  left_at DATETIME NULL,
  left_by INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  open_campus_id INTEGER NULL,
  struck_at DATETIME NULL,
  struck_by INTEGER NULL,
  struck_reason TEXT NOT NULL,
  CONSTRAINT care_visits_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_visits_kind_is CHECK (kind IN ('visit', 'call', 'video')),
  CONSTRAINT care_visits_named CHECK (name <> ''),
  CONSTRAINT care_visits_signed CHECK (recorded_by > 0),
  CONSTRAINT care_visits_left CHECK (left_at IS NULL OR left_at >= came_at),
  CONSTRAINT care_visits_open_is CHECK (open_campus_id IS NULL OR (kind = 'visit' AND left_at IS NULL AND struck_at IS NULL)),
  CONSTRAINT care_visits_struck CHECK (struck_at IS NULL OR (struck_by IS NOT NULL AND struck_reason <> ''))
);
CREATE INDEX care_visits_campus ON care_visits (campus_id, came_at);
CREATE INDEX care_visits_open ON care_visits (open_campus_id, came_at);

-- +goose Down
DROP TABLE care_visits;
