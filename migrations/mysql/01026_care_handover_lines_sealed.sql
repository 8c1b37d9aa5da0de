-- +goose Up
ALTER TABLE care_handover_lines
  MODIFY word TEXT NOT NULL,
  MODIFY incoming_word TEXT NOT NULL;

-- +goose Down
SELECT 1;
