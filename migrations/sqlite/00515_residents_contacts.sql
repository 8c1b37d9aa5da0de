-- +goose Up
CREATE TABLE residents_contacts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  resident_id INTEGER NOT NULL,
  kin_id INTEGER NULL,
  who TEXT NOT NULL,
  way TEXT NOT NULL,
  outcome TEXT NOT NULL,
  at DATETIME NOT NULL,
  note TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  replaces_id INTEGER NULL,
  voided_at DATETIME NULL,
  voided_by INTEGER NULL,
  void_reason TEXT NOT NULL,
  CONSTRAINT residents_contacts_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT residents_contacts_kin_is FOREIGN KEY (kin_id) REFERENCES residents_kin (id),
  CONSTRAINT residents_contacts_replaces_is FOREIGN KEY (replaces_id) REFERENCES residents_contacts (id),
  CONSTRAINT residents_contacts_who CHECK (kin_id IS NOT NULL OR who <> ''),
  CONSTRAINT residents_contacts_voided CHECK (voided_at IS NULL OR void_reason <> '')
);
CREATE INDEX residents_contacts_resident ON residents_contacts (resident_id, at, id);
CREATE INDEX residents_contacts_kin ON residents_contacts (kin_id, at, id);

-- +goose Down
DROP TABLE residents_contacts;
