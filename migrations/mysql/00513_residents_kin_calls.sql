-- +goose Up
ALTER TABLE residents_kin
  ADD COLUMN root_id BIGINT UNSIGNED NULL,
  ADD COLUMN phone_two VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN phone_three VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  ADD COLUMN call_order INT NOT NULL DEFAULT 0,
  ADD COLUMN open_person_id BIGINT UNSIGNED NULL,
  ADD UNIQUE KEY residents_kin_open_person_id (resident_id, open_person_id),
  ADD CONSTRAINT residents_kin_root_is FOREIGN KEY (root_id) REFERENCES residents_kin (id);

-- +goose Down
ALTER TABLE residents_kin
  DROP FOREIGN KEY residents_kin_root_is,
  DROP KEY residents_kin_open_person_id,
  DROP COLUMN open_person_id,
  DROP COLUMN call_order,
  DROP COLUMN phone_three,
  DROP COLUMN phone_two,
  DROP COLUMN root_id;
