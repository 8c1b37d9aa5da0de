-- +goose Up
CREATE TABLE IF NOT EXISTS residents_confidants (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  secret_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  member_id BIGINT UNSIGNED NOT NULL,
  wrote BOOLEAN NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE NULL,
  reason_sealed BLOB NULL,
  open_member_id BIGINT UNSIGNED NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  ended_recorded_at DATETIME(6) NULL,
  ended_recorded_by BIGINT UNSIGNED NULL,
  end_reason_sealed BLOB NULL,
  UNIQUE KEY residents_confidants_open_member_id (secret_id, open_member_id),
  KEY residents_confidants_member (member_id, resident_id, secret_id),
  KEY residents_confidants_resident (resident_id),
  CONSTRAINT residents_confidants_secret_is FOREIGN KEY (secret_id) REFERENCES residents_secrets (id),
  CONSTRAINT residents_confidants_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_confidants_open_is CHECK ((ended_recorded_at IS NULL) = (open_member_id IS NOT NULL)),
  CONSTRAINT residents_confidants_self CHECK (wrote OR member_id <> recorded_by),
  CONSTRAINT residents_confidants_why CHECK (wrote OR reason_sealed IS NOT NULL),
  CONSTRAINT residents_confidants_span CHECK (to_day IS NULL OR to_day >= from_day)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE residents_confidants;
