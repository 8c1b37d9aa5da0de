-- Orders of a ward that ended since a moment: what a shift hands to the next.
-- +goose Up
CREATE INDEX care_orders_ended ON care_orders (ward_id, ended_at);

-- +goose Down
DROP INDEX care_orders_ended ON care_orders;
