-- +goose Up
CREATE TABLE intake_decisions_new (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  file_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  decided_on DATE NOT NULL,
  until_on DATE NULL,
  category_was TEXT NOT NULL,
  category_is TEXT NOT NULL,
  issuer TEXT NOT NULL,
  signer TEXT NOT NULL,
  reason TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  voided_at DATETIME NULL,
  voided_by INTEGER NULL,
  void_reason TEXT NOT NULL,
  CONSTRAINT intake_decisions_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_decisions_file_is FOREIGN KEY (file_id) REFERENCES intake_files (id),
  CONSTRAINT intake_decisions_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_decisions_kind CHECK (kind IN ('admission', 'category', 'stay_longer', 'file_longer', 'media_notice', 'birth_posting')),
  CONSTRAINT intake_decisions_until CHECK (until_on IS NOT NULL OR kind NOT IN ('stay_longer', 'file_longer')),
  CONSTRAINT intake_decisions_voided CHECK (voided_at IS NULL OR void_reason <> '')
);
INSERT INTO intake_decisions_new (id, campus_id, file_id, resident_id, kind, number, decided_on, until_on, category_was, category_is, issuer, signer, reason, recorded_at, recorded_by, voided_at, voided_by, void_reason) SELECT id, campus_id, file_id, resident_id, kind, number, decided_on, until_on, category_was, category_is, issuer, signer, reason, recorded_at, recorded_by, voided_at, voided_by, void_reason FROM intake_decisions;
DROP TABLE intake_decisions;
ALTER TABLE intake_decisions_new RENAME TO intake_decisions;
CREATE INDEX intake_decisions_file ON intake_decisions (file_id, kind);
CREATE INDEX intake_decisions_campus ON intake_decisions (campus_id, decided_on);

-- +goose Down
CREATE TABLE intake_decisions_new (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  file_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  decided_on DATE NOT NULL,
  until_on DATE NULL,
  category_was TEXT NOT NULL,
  category_is TEXT NOT NULL,
  issuer TEXT NOT NULL,
  signer TEXT NOT NULL,
  reason TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  voided_at DATETIME NULL,
  voided_by INTEGER NULL,
  void_reason TEXT NOT NULL,
  CONSTRAINT intake_decisions_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_decisions_file_is FOREIGN KEY (file_id) REFERENCES intake_files (id),
  CONSTRAINT intake_decisions_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_decisions_kind CHECK (kind IN ('admission', 'category', 'stay_longer', 'file_longer', 'media_notice')),
  CONSTRAINT intake_decisions_until CHECK (until_on IS NOT NULL OR kind NOT IN ('stay_longer', 'file_longer')),
  CONSTRAINT intake_decisions_voided CHECK (voided_at IS NULL OR void_reason <> '')
);
INSERT INTO intake_decisions_new (id, campus_id, file_id, resident_id, kind, number, decided_on, until_on, category_was, category_is, issuer, signer, reason, recorded_at, recorded_by, voided_at, voided_by, void_reason) SELECT id, campus_id, file_id, resident_id, kind, number, decided_on, until_on, category_was, category_is, issuer, signer, reason, recorded_at, recorded_by, voided_at, voided_by, void_reason FROM intake_decisions;
DROP TABLE intake_decisions;
ALTER TABLE intake_decisions_new RENAME TO intake_decisions;
CREATE INDEX intake_decisions_file ON intake_decisions (file_id, kind);
CREATE INDEX intake_decisions_campus ON intake_decisions (campus_id, decided_on);
