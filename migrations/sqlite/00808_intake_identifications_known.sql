-- +goose Up
CREATE INDEX intake_identifications_known_as_id ON intake_identifications (known_as_id);

-- +goose Down
DROP INDEX intake_identifications_known_as_id;
