-- +goose Up
ALTER TABLE residents_people ADD COLUMN merged_into_id INTEGER NULL CONSTRAINT residents_people_merged_is REFERENCES residents_people (id);
CREATE INDEX residents_people_merged ON residents_people (merged_into_id);

-- +goose Down
DROP INDEX residents_people_merged;
ALTER TABLE residents_people DROP COLUMN merged_into_id;
