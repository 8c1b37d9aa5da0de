-- +goose Up
CREATE TABLE IF NOT EXISTS intake_review_children (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  review_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  UNIQUE KEY intake_review_children_once (review_id, resident_id),
  CONSTRAINT intake_review_children_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_review_children_review_is FOREIGN KEY (review_id) REFERENCES intake_reviews (id),
  CONSTRAINT intake_review_children_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_review_children;
