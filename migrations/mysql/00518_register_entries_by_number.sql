-- +goose Up
ALTER TABLE register_entries ADD KEY register_entries_by_number (number, id);

-- +goose Down
ALTER TABLE register_entries DROP KEY register_entries_by_number;
