-- +goose Up
-- The visits of a day are asked for over all campuses too.
CREATE INDEX care_visits_came ON care_visits (came_at);

-- +goose Down
DROP INDEX care_visits_came;
