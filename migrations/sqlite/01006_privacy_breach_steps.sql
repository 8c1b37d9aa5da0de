-- +goose Up
CREATE TABLE privacy_breach_steps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  breach_id INTEGER NOT NULL,
  step TEXT NOT NULL,
  at DATETIME NOT NULL,
  note TEXT NOT NULL,
  reference TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT privacy_breach_steps_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT privacy_breach_steps_breach_is FOREIGN KEY (breach_id) REFERENCES privacy_breaches (id)
);
CREATE INDEX privacy_breach_steps_breach ON privacy_breach_steps (breach_id);
CREATE INDEX privacy_breach_steps_campus ON privacy_breach_steps (campus_id, recorded_at);

-- +goose Down
DROP TABLE privacy_breach_steps;
