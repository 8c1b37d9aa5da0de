-- +goose Up
CREATE TABLE IF NOT EXISTS staff_reviews (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  period DATE NOT NULL,
  opened_at DATETIME(6) NOT NULL,
  due_on DATE NOT NULL,
  closed_at DATETIME(6) NULL,
  version BIGINT NOT NULL DEFAULT 0,
  UNIQUE KEY staff_reviews_period (kind, period),
  CONSTRAINT staff_reviews_kind CHECK (kind IN ('accounts', 'rights'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE staff_reviews;
