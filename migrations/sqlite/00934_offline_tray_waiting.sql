-- +goose Up
-- How many entries wait in the whole house is asked on every first page; what was settled grows with the years.
CREATE INDEX offline_tray_waiting ON offline_tray (closed_at, campus_id);

-- +goose Down
DROP INDEX offline_tray_waiting;
