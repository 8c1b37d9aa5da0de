-- +goose Up
CREATE TABLE IF NOT EXISTS care_visit_items (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  visit_id BIGINT UNSIGNED NOT NULL,
  what VARCHAR(200) NOT NULL,
  amount VARCHAR(60) NOT NULL,
  given_to VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(300) NOT NULL,
  KEY care_visit_items_visit (visit_id),
  KEY care_visit_items_campus (campus_id),
  CONSTRAINT care_visit_items_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_visit_items_visit_is FOREIGN KEY (visit_id) REFERENCES care_visits (id),
  CONSTRAINT care_visit_items_named CHECK (what <> ''),
  CONSTRAINT care_visit_items_given_to_is CHECK (given_to IN ('resident', 'nurse', 'kitchen', 'store', 'refused')),
  CONSTRAINT care_visit_items_refused_why CHECK (given_to <> 'refused' OR reason <> '')
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_visit_items;
