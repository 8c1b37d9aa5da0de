-- +goose Up
CREATE TABLE intake_unknowns (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  year INTEGER NOT NULL,
  last INTEGER NOT NULL,
  CONSTRAINT intake_unknowns_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id)
);
CREATE UNIQUE INDEX intake_unknowns_year ON intake_unknowns (campus_id, year);

-- +goose Down
DROP TABLE intake_unknowns;
