-- +goose Up
CREATE TABLE intake_reviews (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  held_on DATE NOT NULL,
  looked_at INTEGER NOT NULL,
  note TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  voided_at DATETIME NULL,
  voided_by INTEGER NULL,
  void_reason TEXT NOT NULL,
  CONSTRAINT intake_reviews_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_reviews_voided CHECK (voided_at IS NULL OR void_reason <> '')
);
CREATE INDEX intake_reviews_campus ON intake_reviews (campus_id, held_on);

-- +goose Down
DROP TABLE intake_reviews;
