-- +goose Up
ALTER TABLE residents_flags DROP CONSTRAINT residents_flags_kind, ADD CONSTRAINT residents_flags_kind CHECK (kind IN ('fall_risk', 'escape', 'self_harm', 'aggression', 'seizure', 'choking', 'watch', 'isolate'));

-- +goose Down
ALTER TABLE residents_flags DROP CONSTRAINT residents_flags_kind, ADD CONSTRAINT residents_flags_kind CHECK (kind IN ('fall_risk', 'escape', 'self_harm', 'aggression', 'seizure', 'choking', 'watch'));
