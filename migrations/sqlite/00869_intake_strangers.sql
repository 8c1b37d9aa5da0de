-- +goose Up
CREATE TABLE intake_strangers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  low_id INTEGER NOT NULL,
  high_id INTEGER NOT NULL,
  open_pair TEXT NULL,
  reason TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  ended_at DATETIME NULL,
  ended_by INTEGER NULL,
  CONSTRAINT intake_strangers_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_strangers_low_is FOREIGN KEY (low_id) REFERENCES residents_people (id),
  CONSTRAINT intake_strangers_high_is FOREIGN KEY (high_id) REFERENCES residents_people (id),
  CONSTRAINT intake_strangers_order CHECK (low_id < high_id),
  CONSTRAINT intake_strangers_ended CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
  CONSTRAINT intake_strangers_open CHECK ((open_pair IS NOT NULL) = (ended_at IS NULL))
);
CREATE UNIQUE INDEX intake_strangers_open_pair ON intake_strangers (open_pair);
CREATE INDEX intake_strangers_campus ON intake_strangers (campus_id);
CREATE INDEX intake_strangers_low ON intake_strangers (low_id);
CREATE INDEX intake_strangers_high ON intake_strangers (high_id);

-- +goose Down
DROP TABLE intake_strangers;
