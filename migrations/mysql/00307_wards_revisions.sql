-- +goose Up
CREATE TABLE IF NOT EXISTS wards_revisions (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  kind VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  node_id BIGINT UNSIGNED NOT NULL,
  properties TEXT NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  KEY wards_revisions_campus (campus_id, valid_to),
  KEY wards_revisions_node (kind, node_id),
  CONSTRAINT wards_revisions_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT wards_revisions_kind CHECK (kind IN ('zone', 'ward', 'room', 'bed'))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE wards_revisions;
