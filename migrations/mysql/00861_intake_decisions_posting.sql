-- +goose Up
ALTER TABLE intake_decisions DROP CONSTRAINT intake_decisions_kind, ADD CONSTRAINT intake_decisions_kind CHECK (kind IN ('admission', 'category', 'stay_longer', 'file_longer', 'media_notice', 'birth_posting'));

-- +goose Down
ALTER TABLE intake_decisions DROP CONSTRAINT intake_decisions_kind, ADD CONSTRAINT intake_decisions_kind CHECK (kind IN ('admission', 'category', 'stay_longer', 'file_longer', 'media_notice'));
