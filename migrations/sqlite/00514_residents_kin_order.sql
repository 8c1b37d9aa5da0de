-- +goose Up
UPDATE residents_kin SET call_order = 1 WHERE first_call = TRUE AND call_order = 0;

-- +goose Down
SELECT 1;
