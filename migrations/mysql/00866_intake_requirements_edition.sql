-- +goose Up
ALTER TABLE intake_requirements ADD COLUMN edition INT NOT NULL DEFAULT 0, DROP INDEX intake_requirements_paper, ADD UNIQUE KEY intake_requirements_paper (category, code, valid_from, edition);

-- +goose Down
ALTER TABLE intake_requirements DROP INDEX intake_requirements_paper, ADD UNIQUE KEY intake_requirements_paper (category, code, valid_from), DROP COLUMN edition;
