-- +goose Up
DROP INDEX residents_people_citizen_number_index;
CREATE INDEX residents_people_citizen_number ON residents_people (citizen_number_index);

-- +goose Down
DROP INDEX residents_people_citizen_number;
CREATE UNIQUE INDEX residents_people_citizen_number_index ON residents_people (citizen_number_index);
