-- +goose Up
ALTER TABLE residents_people DROP KEY residents_people_citizen_number_index, ADD KEY residents_people_citizen_number (citizen_number_index);

-- +goose Down
ALTER TABLE residents_people DROP KEY residents_people_citizen_number, ADD UNIQUE KEY residents_people_citizen_number_index (citizen_number_index);
