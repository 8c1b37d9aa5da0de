-- +goose Up
ALTER TABLE residents_papers ADD COLUMN replaces_id INTEGER NULL CONSTRAINT residents_papers_replaces_is REFERENCES residents_papers (id);
ALTER TABLE residents_papers ADD COLUMN open_replaces_id INTEGER NULL;
CREATE UNIQUE INDEX residents_papers_open_replaces_id ON residents_papers (open_replaces_id);

-- +goose Down
DROP INDEX residents_papers_open_replaces_id;
ALTER TABLE residents_papers DROP COLUMN open_replaces_id;
ALTER TABLE residents_papers DROP COLUMN replaces_id;
