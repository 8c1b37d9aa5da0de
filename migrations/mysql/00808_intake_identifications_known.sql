-- +goose Up
CREATE INDEX intake_identifications_known_as_id ON intake_identifications (known_as_id);

-- +goose Down
-- The foreign key of 00806 needs this index from now on; both go with their table.
DO 0;
