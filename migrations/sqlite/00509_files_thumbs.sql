-- +goose Up
CREATE INDEX files_attachments_thumb_sha256 ON files_attachments (thumb_sha256);

-- +goose Down
DROP INDEX files_attachments_thumb_sha256;
