-- +goose Up
CREATE TABLE intake_leaves (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  title TEXT NOT NULL,
  purpose TEXT NOT NULL,
  started_at DATETIME NOT NULL,
  due_back_on DATE NULL,
  place TEXT NOT NULL,
  companion TEXT NOT NULL,
  note TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT intake_leaves_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id)
);
CREATE INDEX intake_leaves_campus ON intake_leaves (campus_id, id);

-- +goose Down
DROP TABLE intake_leaves;
