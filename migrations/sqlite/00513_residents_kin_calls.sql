-- +goose Up
ALTER TABLE residents_kin ADD COLUMN root_id INTEGER NULL CONSTRAINT residents_kin_root_is REFERENCES residents_kin (id);
ALTER TABLE residents_kin ADD COLUMN phone_two TEXT NOT NULL DEFAULT '';
ALTER TABLE residents_kin ADD COLUMN phone_three TEXT NOT NULL DEFAULT '';
ALTER TABLE residents_kin ADD COLUMN call_order INTEGER NOT NULL DEFAULT 0;
ALTER TABLE residents_kin ADD COLUMN open_person_id INTEGER NULL;
CREATE UNIQUE INDEX residents_kin_open_person_id ON residents_kin (resident_id, open_person_id);

-- +goose Down
DROP INDEX residents_kin_open_person_id;
ALTER TABLE residents_kin DROP COLUMN open_person_id;
ALTER TABLE residents_kin DROP COLUMN call_order;
ALTER TABLE residents_kin DROP COLUMN phone_three;
ALTER TABLE residents_kin DROP COLUMN phone_two;
ALTER TABLE residents_kin DROP COLUMN root_id;
