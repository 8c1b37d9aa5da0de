-- +goose Up
ALTER TABLE residents_kin ADD COLUMN person_id INTEGER NULL CONSTRAINT residents_kin_person_is REFERENCES residents_people (id);
CREATE INDEX residents_kin_person ON residents_kin (person_id);

-- +goose Down
DROP INDEX residents_kin_person;
ALTER TABLE residents_kin DROP COLUMN person_id;
