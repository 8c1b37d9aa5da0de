-- +goose Up
CREATE TABLE care_visit_items (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  visit_id INTEGER NOT NULL,
  what TEXT NOT NULL,
  amount TEXT NOT NULL,
  given_to TEXT NOT NULL,
  reason TEXT NOT NULL,
  CONSTRAINT care_visit_items_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_visit_items_visit_is FOREIGN KEY (visit_id) REFERENCES care_visits (id),
  CONSTRAINT care_visit_items_named CHECK (what <> ''),
  CONSTRAINT care_visit_items_given_to_is CHECK (given_to IN ('resident', 'nurse', 'kitchen', 'store', 'refused')),
  CONSTRAINT care_visit_items_refused_why CHECK (given_to <> 'refused' OR reason <> '')
);
CREATE INDEX care_visit_items_visit ON care_visit_items (visit_id);
CREATE INDEX care_visit_items_campus ON care_visit_items (campus_id);

-- +goose Down
DROP TABLE care_visit_items;
