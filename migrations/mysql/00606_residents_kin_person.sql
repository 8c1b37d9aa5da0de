-- +goose Up
ALTER TABLE residents_kin ADD COLUMN person_id BIGINT UNSIGNED NULL, ADD KEY residents_kin_person (person_id), ADD CONSTRAINT residents_kin_person_is FOREIGN KEY (person_id) REFERENCES residents_people (id);

-- +goose Down
ALTER TABLE residents_kin DROP FOREIGN KEY residents_kin_person_is, DROP KEY residents_kin_person, DROP COLUMN person_id;
