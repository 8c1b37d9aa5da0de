-- +goose Up
CREATE TABLE IF NOT EXISTS residents_people (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  number VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(120) NOT NULL,
  name_unknown BOOLEAN NOT NULL DEFAULT 0,
  search_key VARCHAR(400) COLLATE utf8mb4_bin NOT NULL,
  sort_key VARBINARY(255) NOT NULL,
  sex CHAR(1) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  birth_date DATE NULL,
  birth_precision VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  citizen_number_sealed VARBINARY(255) NULL,
  citizen_number_index BINARY(16) NULL,
  insurance_card_sealed VARBINARY(255) NULL,
  insurance_card_index BINARY(16) NULL,
  origin_unit_code VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  origin_address VARCHAR(300) NOT NULL,
  ethnicity VARCHAR(60) NOT NULL,
  self_care VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note TEXT NOT NULL,
  photo_file_id BIGINT UNSIGNED NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  version BIGINT UNSIGNED NOT NULL DEFAULT 0,
  UNIQUE KEY residents_people_number (number),
  UNIQUE KEY residents_people_citizen_number_index (citizen_number_index),
  KEY residents_people_insurance_card_index (insurance_card_index),
  KEY residents_people_campus (campus_id, sort_key, id),
  KEY residents_people_sort_key (sort_key, id),
  KEY residents_people_search_key (search_key),
  CONSTRAINT residents_people_sex CHECK (sex IN ('m', 'f')),
  CONSTRAINT residents_people_birth CHECK (birth_precision IN ('day', 'month', 'year', 'estimated', 'unknown')),
  CONSTRAINT residents_people_photo_is FOREIGN KEY (photo_file_id) REFERENCES files_attachments (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE residents_people;
