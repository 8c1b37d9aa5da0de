-- +goose Up
CREATE TABLE privacy_breaches (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  nature TEXT NOT NULL,
  happened_at DATETIME NULL,
  known_at DATETIME NOT NULL,
  place TEXT NOT NULL,
  kinds TEXT NOT NULL,
  people INTEGER NOT NULL,
  records INTEGER NOT NULL,
  consequences TEXT NOT NULL,
  measures TEXT NOT NULL,
  contact TEXT NOT NULL,
  reported_at DATETIME NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT privacy_breaches_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT privacy_breaches_nature_is CHECK (nature <> ''),
  CONSTRAINT privacy_breaches_counts CHECK (people >= 0 AND records >= 0)
);
CREATE INDEX privacy_breaches_campus ON privacy_breaches (campus_id, known_at);

-- +goose Down
DROP TABLE privacy_breaches;
