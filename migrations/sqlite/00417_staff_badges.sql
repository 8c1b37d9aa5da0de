-- +goose Up
CREATE TABLE staff_badges (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  member_id INTEGER NOT NULL,
  code_hash TEXT NOT NULL,
  issued_at DATETIME NOT NULL,
  issued_by INTEGER NOT NULL,
  ended_at DATETIME NULL,
  ended_by INTEGER NOT NULL DEFAULT 0,
  ended_reason TEXT NOT NULL DEFAULT '',
  open_member_id INTEGER NULL,
  version INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT staff_badges_member_id FOREIGN KEY (member_id) REFERENCES staff_members (id)
);
CREATE UNIQUE INDEX staff_badges_code_hash ON staff_badges (code_hash);
CREATE UNIQUE INDEX staff_badges_open_member_id ON staff_badges (open_member_id);
CREATE INDEX staff_badges_member ON staff_badges (member_id, id);

-- +goose Down
DROP TABLE staff_badges;
