-- +goose Up
ALTER TABLE presence_absences
  ADD COLUMN purpose VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN relation VARCHAR(60) NOT NULL DEFAULT '',
  ADD COLUMN phone VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN paper_seen VARCHAR(100) NOT NULL DEFAULT '',
  ADD COLUMN brought_by VARCHAR(200) NOT NULL DEFAULT '',
  ADD COLUMN leave_id BIGINT UNSIGNED NULL,
  ADD KEY presence_absences_leave (leave_id);

-- +goose Down
ALTER TABLE presence_absences
  DROP KEY presence_absences_leave,
  DROP COLUMN leave_id,
  DROP COLUMN brought_by,
  DROP COLUMN paper_seen,
  DROP COLUMN phone,
  DROP COLUMN relation,
  DROP COLUMN purpose;
