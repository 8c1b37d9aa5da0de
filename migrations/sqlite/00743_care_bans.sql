-- +goose Up
CREATE TABLE care_bans (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  kin_id INTEGER NULL,
  name TEXT NOT NULL,
  search_key TEXT NOT NULL,
  phone TEXT NOT NULL,
  anybody BOOLEAN NOT NULL,
  reason TEXT NOT NULL,
  authority TEXT NOT NULL,
  from_day DATE NOT NULL,
  until_day DATE NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  ended_at DATETIME NULL,
  ended_by INTEGER NULL,
  end_note TEXT NOT NULL,
  CONSTRAINT care_bans_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_bans_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_bans_whom CHECK (anybody OR name <> ''),
  CONSTRAINT care_bans_why CHECK (reason <> '' AND authority <> ''),
  CONSTRAINT care_bans_span CHECK (until_day >= from_day),
  CONSTRAINT care_bans_signed CHECK (recorded_by > 0),
  CONSTRAINT care_bans_ended CHECK (ended_at IS NULL OR (ended_by IS NOT NULL AND end_note <> ''))
);
CREATE INDEX care_bans_resident ON care_bans (resident_id, until_day);
CREATE INDEX care_bans_campus ON care_bans (campus_id, until_day);

-- +goose Down
DROP TABLE care_bans;
