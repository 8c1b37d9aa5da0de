-- +goose Up
ALTER TABLE intake_requirements ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;
DROP INDEX intake_requirements_paper;
CREATE UNIQUE INDEX intake_requirements_paper ON intake_requirements (category, code, valid_from, edition);

-- +goose Down
DROP INDEX intake_requirements_paper;
CREATE UNIQUE INDEX intake_requirements_paper ON intake_requirements (category, code, valid_from);
ALTER TABLE intake_requirements DROP COLUMN edition;
