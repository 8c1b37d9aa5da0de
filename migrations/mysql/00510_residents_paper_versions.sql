-- +goose Up
ALTER TABLE residents_papers
  ADD COLUMN replaces_id BIGINT UNSIGNED NULL,
  ADD COLUMN open_replaces_id BIGINT UNSIGNED NULL,
  ADD UNIQUE KEY residents_papers_open_replaces_id (open_replaces_id),
  ADD CONSTRAINT residents_papers_replaces_is FOREIGN KEY (replaces_id) REFERENCES residents_papers (id);

-- +goose Down
ALTER TABLE residents_papers
  DROP FOREIGN KEY residents_papers_replaces_is,
  DROP KEY residents_papers_open_replaces_id,
  DROP COLUMN open_replaces_id,
  DROP COLUMN replaces_id;
