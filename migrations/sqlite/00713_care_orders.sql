-- +goose Up
CREATE TABLE care_orders (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  measure TEXT NOT NULL,
  reason TEXT NOT NULL,
  tried TEXT NOT NULL,
  from_at DATETIME NOT NULL,
  until_at DATETIME NOT NULL,
  limit_minutes INTEGER NOT NULL,
  check_minutes INTEGER NOT NULL,
  review_minutes INTEGER NOT NULL,
  review_at DATETIME NOT NULL,
  checked_at DATETIME NULL,
  ordered_by INTEGER NOT NULL,
  recorded_at DATETIME NOT NULL,
  open_resident_id INTEGER NULL,
  ended_at DATETIME NULL,
  ended_by INTEGER NULL,
  end_note TEXT NOT NULL,
  known_at DATETIME NULL,
  known_by INTEGER NULL,
  CONSTRAINT care_orders_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT care_orders_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_orders_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_orders_kind_is CHECK (kind IN ('restraint', 'isolation')),
  CONSTRAINT care_orders_span CHECK (until_at > from_at AND check_minutes > 0 AND review_minutes > 0),
  CONSTRAINT care_orders_why CHECK (reason <> '' AND measure <> '' AND tried <> ''),
  CONSTRAINT care_orders_signed CHECK (ordered_by > 0),
  CONSTRAINT care_orders_open CHECK ((open_resident_id IS NOT NULL) = (ended_at IS NULL)),
  CONSTRAINT care_orders_open_is CHECK (open_resident_id IS NULL OR open_resident_id = resident_id),
  CONSTRAINT care_orders_ended CHECK (ended_at IS NULL OR (ended_by IS NOT NULL AND end_note <> ''))
);
CREATE UNIQUE INDEX care_orders_open_resident_id ON care_orders (open_resident_id);
CREATE INDEX care_orders_resident ON care_orders (resident_id, from_at);
CREATE INDEX care_orders_campus ON care_orders (campus_id, from_at);
CREATE INDEX care_orders_ward ON care_orders (ward_id);

-- +goose Down
DROP TABLE care_orders;
