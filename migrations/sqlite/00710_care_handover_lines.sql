-- +goose Up
CREATE TABLE care_handover_lines (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  shift_id INTEGER NOT NULL,
  shift_day DATE NOT NULL,
  line_key TEXT NOT NULL,
  facts TEXT NOT NULL,
  counted INTEGER NULL,
  matches BOOLEAN NULL,
  unfinished BOOLEAN NOT NULL,
  word TEXT NOT NULL,
  outgoing_by INTEGER NOT NULL,
  outgoing_at DATETIME NOT NULL,
  incoming_by INTEGER NULL,
  incoming_at DATETIME NULL,
  incoming_word TEXT NOT NULL,
  open_ward_id INTEGER NULL,
  carried_id INTEGER NULL,
  CONSTRAINT care_handover_lines_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_handover_lines_carried_is FOREIGN KEY (carried_id) REFERENCES care_handover_lines (id),
  CONSTRAINT care_handover_lines_signed CHECK (outgoing_by > 0),
  CONSTRAINT care_handover_lines_two CHECK (incoming_by IS NULL OR incoming_by <> outgoing_by),
  CONSTRAINT care_handover_lines_incoming CHECK ((incoming_by IS NULL) = (incoming_at IS NULL)),
  CONSTRAINT care_handover_lines_word CHECK (unfinished = 0 OR word <> '' OR incoming_word <> ''),
  CONSTRAINT care_handover_lines_open_is CHECK (open_ward_id IS NULL OR open_ward_id = ward_id)
);
CREATE UNIQUE INDEX care_handover_lines_turn ON care_handover_lines (ward_id, shift_day, shift_id, line_key);
CREATE INDEX care_handover_lines_open ON care_handover_lines (open_ward_id);

-- +goose Down
DROP TABLE care_handover_lines;
