-- +goose Up
CREATE TABLE intake_departures (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  campus_id INTEGER NOT NULL,
  resident_id INTEGER NOT NULL,
  stay_id INTEGER NOT NULL,
  live_stay_id INTEGER NULL,
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  asked_on DATE NULL,
  asked_by TEXT NOT NULL,
  destination TEXT NOT NULL,
  address TEXT NOT NULL,
  receiver TEXT NOT NULL,
  receiver_phone TEXT NOT NULL,
  commune TEXT NOT NULL,
  decided_on DATE NULL,
  decision_number TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_recorded_at DATETIME NULL,
  decided_recorded_by INTEGER NULL,
  closed_on DATE NULL,
  closed_recorded_at DATETIME NULL,
  closed_recorded_by INTEGER NULL,
  recorded_at DATETIME NOT NULL,
  recorded_by INTEGER NOT NULL,
  voided_at DATETIME NULL,
  voided_by INTEGER NULL,
  void_reason TEXT NOT NULL,
  version INTEGER NOT NULL,
  CONSTRAINT intake_departures_campus_is FOREIGN KEY (campus_id) REFERENCES wards_campuses (id),
  CONSTRAINT intake_departures_resident_is FOREIGN KEY (resident_id) REFERENCES residents_people (id),
  CONSTRAINT intake_departures_stay_is FOREIGN KEY (stay_id) REFERENCES presence_stays (id),
  CONSTRAINT intake_departures_live CHECK ((live_stay_id IS NOT NULL) = (voided_at IS NULL)),
  CONSTRAINT intake_departures_live_is CHECK (live_stay_id IS NULL OR live_stay_id = stay_id),
  CONSTRAINT intake_departures_decided CHECK ((decided_on IS NULL) = (decided_recorded_at IS NULL)),
  CONSTRAINT intake_departures_closed CHECK ((closed_on IS NULL) = (closed_recorded_at IS NULL)),
  CONSTRAINT intake_departures_voided CHECK (voided_at IS NULL OR void_reason <> '')
);
CREATE UNIQUE INDEX intake_departures_live_stay_id ON intake_departures (live_stay_id);
CREATE INDEX intake_departures_campus ON intake_departures (campus_id, closed_on, id);
CREATE INDEX intake_departures_resident ON intake_departures (resident_id, id);

-- +goose Down
DROP TABLE intake_departures;
