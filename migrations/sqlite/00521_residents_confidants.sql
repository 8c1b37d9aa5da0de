-- +goose Up
CREATE TABLE residents_confidants (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  secret_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  member_id INTEGER NOT NULL,
  wrote BOOLEAN NOT NULL,
  from_day DATE NOT NULL,
  to_day DATE NULL,
  reason_sealed BLOB NULL,
  open_member_id INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  ended_recorded_at DATETIME NULL,
  ended_recorded_by INTEGER NULL,
  end_reason_sealed BLOB NULL,
  CONSTRAINT residents_confidants_secret_is FOREIGN KEY (secret_id) REFERENCES residents_secrets (id),
  CONSTRAINT residents_confidants_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_confidants_open_is CHECK ((ended_recorded_at IS NULL) = (open_member_id IS NOT NULL)),
  CONSTRAINT residents_confidants_self CHECK (wrote OR member_id <> recorded_by),
  CONSTRAINT residents_confidants_why CHECK (wrote OR reason_sealed IS NOT NULL),
  CONSTRAINT residents_confidants_span CHECK (to_day IS NULL OR to_day >= from_day)
);
CREATE UNIQUE INDEX residents_confidants_open_member_id ON residents_confidants (secret_id, open_member_id);
CREATE INDEX residents_confidants_member ON residents_confidants (member_id, resident_id, secret_id);
CREATE INDEX residents_confidants_resident ON residents_confidants (resident_id);

-- +goose Down
DROP TABLE residents_confidants;
