-- +goose Up
ALTER TABLE care_incident_acts
  MODIFY what TEXT NOT NULL,
  MODIFY done_note TEXT NOT NULL;

-- +goose Down
SELECT 1;
