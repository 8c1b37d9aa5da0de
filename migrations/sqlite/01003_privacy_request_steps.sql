-- +goose Up
CREATE TABLE privacy_request_steps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  request_id INTEGER NOT NULL,
  step TEXT NOT NULL,
  done_on DATE NOT NULL,
  note TEXT NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  CONSTRAINT privacy_request_steps_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT privacy_request_steps_request_is FOREIGN KEY (request_id) REFERENCES privacy_requests (id)
);
CREATE INDEX privacy_request_steps_request ON privacy_request_steps (request_id);
CREATE INDEX privacy_request_steps_campus ON privacy_request_steps (campus_id, recorded_at);

-- +goose Down
DROP TABLE privacy_request_steps;
