-- +goose Up
CREATE TABLE privacy_consents (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  purpose TEXT NOT NULL,
  live_purpose TEXT NULL,
  act TEXT NOT NULL,
  given_on DATE NOT NULL,
  expires_on DATE NULL,
  giver TEXT NOT NULL,
  giver_name TEXT NOT NULL,
  kin_id INTEGER NULL,
  assented BOOLEAN NOT NULL,
  means TEXT NOT NULL,
  file_id INTEGER NULL,
  place TEXT NOT NULL,
  witness TEXT NOT NULL,
  note TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  voided_at DATETIME NULL,
  voided_by INTEGER NULL,
  void_reason TEXT NOT NULL,
  CONSTRAINT privacy_consents_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT privacy_consents_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT privacy_consents_file_is FOREIGN KEY (file_id) REFERENCES files_attachments (id),
  CONSTRAINT privacy_consents_act_is CHECK (act IN ('given', 'refused', 'withdrawn')),
  CONSTRAINT privacy_consents_live CHECK (live_purpose IS NULL OR live_purpose = purpose),
  CONSTRAINT privacy_consents_proof CHECK (act <> 'given' OR file_id IS NOT NULL OR place <> '' OR (means = 'click' AND witness <> '')),
  CONSTRAINT privacy_consents_voided CHECK (voided_at IS NULL OR (void_reason <> '' AND live_purpose IS NULL))
);
CREATE UNIQUE INDEX privacy_consents_live_purpose ON privacy_consents (resident_id, live_purpose);
CREATE INDEX privacy_consents_campus ON privacy_consents (campus_id, purpose);
CREATE INDEX privacy_consents_file ON privacy_consents (file_id);

-- +goose Down
DROP TABLE privacy_consents;
