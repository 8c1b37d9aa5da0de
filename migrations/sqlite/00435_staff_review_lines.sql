-- +goose Up
CREATE TABLE staff_review_lines (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  review_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  grant_id INTEGER NULL,
  found TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  answered_at DATETIME NULL,
  answered_by INTEGER NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT staff_review_lines_review_is FOREIGN KEY (review_id) REFERENCES staff_reviews (id),
  CONSTRAINT staff_review_lines_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT staff_review_lines_grant_is FOREIGN KEY (grant_id) REFERENCES staff_grants (id),
  CONSTRAINT staff_review_lines_answered_is FOREIGN KEY (answered_by) REFERENCES staff_members (id),
  CONSTRAINT staff_review_lines_found CHECK (found IN ('', 'stays', 'ended', 'gone'))
);
CREATE INDEX staff_review_lines_review ON staff_review_lines (review_id, answered_at);
CREATE INDEX staff_review_lines_member ON staff_review_lines (member_id);

-- +goose Down
DROP TABLE staff_review_lines;
