-- Who stands in a ward is counted from the index alone, however many have left it.
-- +goose Up
CREATE INDEX presence_placements_standing ON presence_placements (ward_id, open_resident_id, campus_id);

-- +goose Down
DROP INDEX presence_placements_standing ON presence_placements;
