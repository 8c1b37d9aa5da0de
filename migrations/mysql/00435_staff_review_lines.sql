-- +goose Up
CREATE TABLE IF NOT EXISTS staff_review_lines (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  review_id BIGINT UNSIGNED NOT NULL,
  member_id BIGINT UNSIGNED NOT NULL,
  grant_id BIGINT UNSIGNED NULL,
  found VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  reason VARCHAR(300) NOT NULL DEFAULT '',
  answered_at DATETIME(6) NULL,
  answered_by BIGINT UNSIGNED NULL,
  version BIGINT NOT NULL DEFAULT 0,
  KEY staff_review_lines_review (review_id, answered_at),
  KEY staff_review_lines_member (member_id),
  CONSTRAINT staff_review_lines_review_is FOREIGN KEY (review_id) REFERENCES staff_reviews (id),
  CONSTRAINT staff_review_lines_member_is FOREIGN KEY (member_id) REFERENCES staff_members (id),
  CONSTRAINT staff_review_lines_grant_is FOREIGN KEY (grant_id) REFERENCES staff_grants (id),
  CONSTRAINT staff_review_lines_answered_is FOREIGN KEY (answered_by) REFERENCES staff_members (id),
  CONSTRAINT staff_review_lines_found CHECK (found IN ('', 'stays', 'ended', 'gone'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_review_lines;
