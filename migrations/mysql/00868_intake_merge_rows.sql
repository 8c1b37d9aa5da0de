-- +goose Up
CREATE TABLE IF NOT EXISTS intake_merge_rows (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  merge_id BIGINT UNSIGNED NOT NULL,
  book VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  field VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  how VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount INT UNSIGNED NOT NULL,
  row_ids MEDIUMTEXT NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  KEY intake_merge_rows_merge (merge_id),
  CONSTRAINT intake_merge_rows_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_merge_rows_merge_is FOREIGN KEY (merge_id) REFERENCES intake_merges (id),
  CONSTRAINT intake_merge_rows_how_is CHECK (how IN ('moved', 'stayed', 'pair'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE intake_merge_rows;
