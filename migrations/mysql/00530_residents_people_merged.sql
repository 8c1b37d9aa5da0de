-- +goose Up
ALTER TABLE residents_people ADD COLUMN merged_into_id BIGINT UNSIGNED NULL, ADD KEY residents_people_merged (merged_into_id), ADD CONSTRAINT residents_people_merged_is FOREIGN KEY (merged_into_id) REFERENCES residents_people (id);

-- +goose Down
ALTER TABLE residents_people DROP FOREIGN KEY residents_people_merged_is, DROP KEY residents_people_merged, DROP COLUMN merged_into_id;
