-- +goose Up
CREATE TABLE settings_categories (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code TEXT NOT NULL,
  name_vi TEXT NOT NULL,
  name_en TEXT NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NULL,
  legal_basis TEXT NOT NULL,
  mark TEXT NOT NULL,
  source TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT settings_categories_code UNIQUE (code, valid_from),
  CONSTRAINT settings_categories_period CHECK (valid_to IS NULL OR valid_to >= valid_from),
  CONSTRAINT settings_categories_mark CHECK (mark IN ('C', 'R', 'U', 'D'))
);

-- +goose Down
DROP TABLE settings_categories;
