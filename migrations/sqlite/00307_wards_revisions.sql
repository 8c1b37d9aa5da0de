-- +goose Up
CREATE TABLE wards_revisions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  node_id INTEGER NOT NULL,
  properties TEXT NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT wards_revisions_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT wards_revisions_kind CHECK (kind IN ('zone', 'ward', 'room', 'bed'))
);
CREATE INDEX wards_revisions_campus ON wards_revisions (campus_id, valid_to);
CREATE INDEX wards_revisions_node ON wards_revisions (kind, node_id);

-- +goose Down
DROP TABLE wards_revisions;
