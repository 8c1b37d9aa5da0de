-- +goose Up
CREATE TABLE staff_members (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NULL,
  username TEXT NOT NULL,
  name TEXT NOT NULL,
  search_key TEXT NOT NULL,
  sort_key BLOB NOT NULL,
  phone TEXT NOT NULL,
  position TEXT NOT NULL,
  language TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  must_change BOOLEAN NOT NULL,
  password_changed_at DATETIME NOT NULL,
  signed_in_at DATETIME NULL,
  disabled_at DATETIME NULL,
  disabled_by INTEGER NOT NULL DEFAULT 0,
  disabled_reason TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT staff_members_campus_id FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT staff_members_language CHECK (language IN ('', 'vi', 'en'))
);
CREATE UNIQUE INDEX staff_members_username ON staff_members (username);
CREATE INDEX staff_members_sort ON staff_members (sort_key, id);
CREATE INDEX staff_members_campus ON staff_members (campus_id, sort_key);

-- +goose Down
DROP TABLE staff_members;
