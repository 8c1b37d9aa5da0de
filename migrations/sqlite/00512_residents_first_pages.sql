-- +goose Up
INSERT INTO residents_pages (paper_id, position, file_id, recorded_at, recorded_by, void_reason)
SELECT p.id, 1, p.file_id, p.recorded_at, p.recorded_by, '' FROM residents_papers p
WHERE p.file_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM residents_pages g WHERE g.paper_id = p.id);

-- +goose Down
SELECT 1;
