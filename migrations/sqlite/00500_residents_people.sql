-- +goose Up
CREATE TABLE residents_people (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  name_unknown BOOLEAN NOT NULL DEFAULT 0,
  search_key TEXT NOT NULL,
  sort_key BLOB NOT NULL,
  sex TEXT NOT NULL,
  birth_date DATE NULL,
  birth_precision TEXT NOT NULL,
  citizen_number_sealed BLOB NULL,
  citizen_number_index BLOB NULL,
  insurance_card_sealed BLOB NULL,
  insurance_card_index BLOB NULL,
  origin_unit_code TEXT NOT NULL,
  origin_address TEXT NOT NULL,
  ethnicity TEXT NOT NULL,
  self_care TEXT NOT NULL,
  note TEXT NOT NULL,
  photo_file_id INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT residents_people_sex CHECK (sex IN ('m', 'f')),
  CONSTRAINT residents_people_birth CHECK (birth_precision IN ('day', 'month', 'year', 'estimated', 'unknown')),
  CONSTRAINT residents_people_photo_is FOREIGN KEY (photo_file_id) REFERENCES files_attachments (id)
);
CREATE UNIQUE INDEX residents_people_number ON residents_people (number);
CREATE UNIQUE INDEX residents_people_citizen_number_index ON residents_people (citizen_number_index);
CREATE INDEX residents_people_insurance_card_index ON residents_people (insurance_card_index);
CREATE INDEX residents_people_campus ON residents_people (campus_id, sort_key, id);
CREATE INDEX residents_people_sort_key ON residents_people (sort_key, id);
CREATE INDEX residents_people_search_key ON residents_people (search_key);

-- +goose Down
DROP TABLE residents_people;
