-- +goose Up
CREATE TABLE IF NOT EXISTS db_receipts (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  claim CHAR(48) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body CHAR(48) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  answer MEDIUMTEXT NOT NULL,
  recorded DATETIME(6) NOT NULL,
  UNIQUE KEY db_receipts_claim (claim),
  KEY db_receipts_recorded (recorded)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE db_receipts;
