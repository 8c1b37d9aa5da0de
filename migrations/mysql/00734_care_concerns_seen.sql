-- What was seen of late is found by its day.
-- +goose Up
CREATE INDEX care_concerns_seen ON care_concerns (seen_at);

-- +goose Down
DROP INDEX care_concerns_seen ON care_concerns;
