-- +goose Up
CREATE TABLE intake_petition_steps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  petition_id INTEGER NOT NULL,
  step TEXT NOT NULL,
  live_step TEXT NULL,
  done_on DATE NOT NULL,
  needless BOOLEAN NOT NULL,
  note TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  voided_at DATETIME NULL,
  voided_by INTEGER NULL,
  void_reason TEXT NOT NULL,
  CONSTRAINT intake_petition_steps_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_petition_steps_petition_is FOREIGN KEY (petition_id) REFERENCES intake_petitions (id),
  CONSTRAINT intake_petition_steps_live CHECK (live_step IS NULL OR (live_step = step AND voided_at IS NULL)),
  CONSTRAINT intake_petition_steps_needless CHECK (NOT needless OR note <> ''),
  CONSTRAINT intake_petition_steps_voided CHECK (voided_at IS NULL OR void_reason <> '')
);
CREATE UNIQUE INDEX intake_petition_steps_live_step ON intake_petition_steps (petition_id, live_step);
CREATE INDEX intake_petition_steps_campus ON intake_petition_steps (campus_id, recorded_at);

-- +goose Down
DROP TABLE intake_petition_steps;
