-- +goose Up
CREATE TABLE intake_review_children (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  review_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  CONSTRAINT intake_review_children_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_review_children_review_is FOREIGN KEY (review_id) REFERENCES intake_reviews (id),
  CONSTRAINT intake_review_children_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id)
);
CREATE UNIQUE INDEX intake_review_children_once ON intake_review_children (review_id, resident_id);

-- +goose Down
DROP TABLE intake_review_children;
