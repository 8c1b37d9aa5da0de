-- +goose Up
CREATE TABLE IF NOT EXISTS care_task_answers (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  campus_id BIGINT UNSIGNED NOT NULL,
  ward_id BIGINT UNSIGNED NOT NULL,
  resident_id BIGINT UNSIGNED NOT NULL,
  task_id BIGINT UNSIGNED NOT NULL,
  due_at DATETIME(6) NOT NULL,
  open_due_at DATETIME(6) NULL,
  answer VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note VARCHAR(300) NOT NULL,
  at DATETIME(6) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  recorded_by BIGINT UNSIGNED NOT NULL,
  taken_at DATETIME(6) NULL,
  taken_by BIGINT UNSIGNED NULL,
  taken_reason VARCHAR(300) NOT NULL,
  UNIQUE KEY care_task_answers_open_due_at (task_id, open_due_at),
  KEY care_task_answers_resident (resident_id, due_at),
  KEY care_task_answers_ward (ward_id, due_at),
  CONSTRAINT care_task_answers_ward_is FOREIGN KEY (ward_id) REFERENCES wards_wards (id),
  CONSTRAINT care_task_answers_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT care_task_answers_task_is FOREIGN KEY (task_id) REFERENCES care_tasks (id),
  CONSTRAINT care_task_answers_signed CHECK (recorded_by > 0),
  CONSTRAINT care_task_answers_answer CHECK (answer IN ('done', 'refused', 'not_needed', 'not_done')),
  CONSTRAINT care_task_answers_why CHECK (answer <> 'not_done' OR note <> ''),
  CONSTRAINT care_task_answers_open CHECK ((open_due_at IS NOT NULL) = (taken_at IS NULL)),
  CONSTRAINT care_task_answers_taken CHECK ((taken_at IS NULL) = (taken_by IS NULL))
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci;

-- +goose Down
DROP TABLE care_task_answers;
