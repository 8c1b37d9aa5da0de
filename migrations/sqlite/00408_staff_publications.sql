-- +goose Up
CREATE TABLE staff_publications (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE NOT NULL,
  duties INTEGER NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT staff_publications_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT staff_publications_period CHECK (to_day >= from_day)
);
CREATE INDEX staff_publications_campus ON staff_publications (campus_id, to_day);

-- +goose Down
DROP TABLE staff_publications;
