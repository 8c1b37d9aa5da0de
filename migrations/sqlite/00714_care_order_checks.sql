-- +goose Up
CREATE TABLE care_order_checks (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  order_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  did TEXT NOT NULL,
  note TEXT NOT NULL,
  at DATETIME NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT care_order_checks_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_order_checks_order_is FOREIGN KEY (order_id) REFERENCES care_orders (id),
  CONSTRAINT care_order_checks_kind_is CHECK (kind IN ('check', 'review')),
  CONSTRAINT care_order_checks_signed CHECK (recorded_by > 0)
);
CREATE INDEX care_order_checks_order ON care_order_checks (order_id, at);
CREATE INDEX care_order_checks_campus ON care_order_checks (campus_id);

-- +goose Down
DROP TABLE care_order_checks;
