-- +goose Up
ALTER TABLE presence_absences ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
ALTER TABLE presence_absences ADD COLUMN relation TEXT NOT NULL DEFAULT '';
ALTER TABLE presence_absences ADD COLUMN phone TEXT NOT NULL DEFAULT '';
ALTER TABLE presence_absences ADD COLUMN paper_seen TEXT NOT NULL DEFAULT '';
ALTER TABLE presence_absences ADD COLUMN brought_by TEXT NOT NULL DEFAULT '';
ALTER TABLE presence_absences ADD COLUMN leave_id INTEGER NULL;
CREATE INDEX presence_absences_leave ON presence_absences (leave_id);

-- +goose Down
DROP INDEX presence_absences_leave;
ALTER TABLE presence_absences DROP COLUMN leave_id;
ALTER TABLE presence_absences DROP COLUMN brought_by;
ALTER TABLE presence_absences DROP COLUMN paper_seen;
ALTER TABLE presence_absences DROP COLUMN phone;
ALTER TABLE presence_absences DROP COLUMN relation;
ALTER TABLE presence_absences DROP COLUMN purpose;
