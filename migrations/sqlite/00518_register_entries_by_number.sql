-- +goose Up
CREATE INDEX register_entries_by_number ON register_entries (number, id);

-- +goose Down
DROP INDEX register_entries_by_number;
