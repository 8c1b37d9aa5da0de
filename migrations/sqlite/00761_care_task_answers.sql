-- +goose Up
CREATE TABLE care_task_answers (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  ward_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  task_id INTEGER NOT NULL,
  due_at DATETIME NOT NULL,
  open_due_at DATETIME NULL,
  answer TEXT NOT NULL,
  note TEXT NOT NULL,
  at DATETIME NOT NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  taken_at DATETIME NULL,
  taken_by INTEGER NULL,
  taken_reason TEXT NOT NULL,
  CONSTRAINT care_task_answers_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_task_answers_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_task_answers_task_is FOREIGN KEY (task_id) REFERENCES care_tasks (id),
  CONSTRAINT care_task_answers_signed CHECK (recorded_by > 0),
  CONSTRAINT care_task_answers_answer CHECK (answer IN ('done', 'refused', 'not_needed', 'not_done')),
  CONSTRAINT care_task_answers_why CHECK (answer <> 'not_done' OR note <> ''),
  CONSTRAINT care_task_answers_open CHECK ((open_due_at IS NOT NULL) = (taken_at IS NULL)),
  CONSTRAINT care_task_answers_taken CHECK ((taken_at IS NULL) = (taken_by IS NULL))
);
CREATE UNIQUE INDEX care_task_answers_open_due_at ON care_task_answers (task_id, open_due_at);
CREATE INDEX care_task_answers_resident ON care_task_answers (resident_id, due_at);
CREATE INDEX care_task_answers_ward ON care_task_answers (ward_id, due_at);

-- +goose Down
DROP TABLE care_task_answers;
