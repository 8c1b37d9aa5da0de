package intake

import (
	"time"

	"maiam/models/intake"
	"maiam/models/value"
)

// What the API answers about those who leave: plain shapes, so that the rows may change behind them.

type departureWire struct {
	ID             uint64     `json:"id"`
	ResidentID     uint64     `json:"resident_id"`
	StayID         uint64     `json:"stay_id"`
	CampusID       uint64     `json:"campus_id"`
	Reason         string     `json:"reason"`
	Note           string     `json:"note,omitempty"`
	AskedOn        *value.Day `json:"asked_on,omitempty"`
	AskedBy        string     `json:"asked_by,omitempty"`
	Destination    string     `json:"destination"`
	Address        string     `json:"address,omitempty"`
	Receiver       string     `json:"receiver,omitempty"`
	ReceiverPhone  string     `json:"receiver_phone,omitempty"`
	Commune        string     `json:"commune,omitempty"`
	DecidedOn      *value.Day `json:"decided_on,omitempty"`
	DecisionNumber string     `json:"decision_number,omitempty"`
	DecidedBy      string     `json:"decided_by,omitempty"`
	ClosedOn       *value.Day `json:"closed_on,omitempty"`
	RecordedAt     time.Time  `json:"recorded_at"`
	Cancelled      bool       `json:"cancelled"`
	Version        uint64     `json:"version"`
}

type departureLineWire struct {
	ID             uint64     `json:"id"`
	ResidentID     uint64     `json:"resident_id"`
	Number         string     `json:"number"`
	Name           string     `json:"name"`
	Reason         string     `json:"reason"`
	AskedOn        *value.Day `json:"asked_on,omitempty"`
	DecidedOn      *value.Day `json:"decided_on,omitempty"`
	DecisionNumber string     `json:"decision_number,omitempty"`
	LeftAt         *time.Time `json:"left_at,omitempty"`
	ClosedOn       *value.Day `json:"closed_on,omitempty"`
	Died           bool       `json:"died"`
}

type departuresWire struct {
	Departures []departureLineWire `json:"departures"`
	Next       string              `json:"next,omitempty"`
}

type stepWire struct {
	Step       string     `json:"step"`
	HappenedOn *value.Day `json:"happened_on,omitempty"`
	HappenedAt *time.Time `json:"happened_at,omitempty"`
	Number     string     `json:"number,omitempty"`
	Note       string     `json:"note,omitempty"`
	RecordedAt time.Time  `json:"recorded_at"`
}

type errandWire struct {
	ID         uint64     `json:"id"`
	ResidentID uint64     `json:"resident_id"`
	Number     string     `json:"number,omitempty"`
	Name       string     `json:"name,omitempty"`
	Kind       string     `json:"kind"`
	Months     int        `json:"months,omitempty"`
	DueOn      *value.Day `json:"due_on,omitempty"`
	DoneOn     *value.Day `json:"done_on,omitempty"`
	Needless   bool       `json:"needless,omitempty"`
	Note       string     `json:"note,omitempty"`
	Version    uint64     `json:"version"`
}

type errandListWire struct {
	Errands []errandWire `json:"errands"`
}

type departureFileWire struct {
	departureWire
	LeftAt  *time.Time   `json:"left_at,omitempty"`
	Story   []stepWire   `json:"story"`
	Errands []errandWire `json:"errands"`
	Death   *deathWire   `json:"death,omitempty"`
}

type deathWire struct {
	ID          uint64     `json:"id"`
	DepartureID uint64     `json:"departure_id"`
	ResidentID  uint64     `json:"resident_id"`
	DiedAt      time.Time  `json:"died_at"`
	PlaceKind   string     `json:"place_kind"`
	Place       string     `json:"place,omitempty"`
	Cause       string     `json:"cause,omitempty"`
	Unclear     bool       `json:"unclear"`
	FoundBy     string     `json:"found_by,omitempty"`
	Witnesses   string     `json:"witnesses,omitempty"`
	Belongings  string     `json:"belongings,omitempty"`
	BuriedOn    *value.Day `json:"buried_on,omitempty"`
	BurialKind  string     `json:"burial_kind,omitempty"`
	BurialPlace string     `json:"burial_place,omitempty"`
	BuriedBy    string     `json:"buried_by,omitempty"`
	Version     uint64     `json:"version"`
}

type returnWire struct {
	Departure departureWire `json:"departure"`
	StayID    uint64        `json:"stay_id"`
	BedID     uint64        `json:"bed_id,omitempty"`
	BedLost   bool          `json:"bed_lost"`
}

// dayOut gives a day, or nothing.
func dayOut(d value.Day) *value.Day {
	if d.IsZero() {
		return nil
	}
	return &d
}

func departureOut(d *intake.Departure) departureWire {
	return departureWire{ID: d.ID, ResidentID: d.ResidentID, StayID: d.StayID, CampusID: d.CampusID, Reason: string(d.Reason), Note: d.Note, AskedOn: dayOut(d.AskedOn), AskedBy: d.AskedBy,
		Destination: string(d.Destination), Address: d.Address, Receiver: d.Receiver, ReceiverPhone: string(d.ReceiverPhone), Commune: d.Commune, DecidedOn: dayOut(d.DecidedOn),
		DecisionNumber: d.DecisionNumber, DecidedBy: d.DecidedBy, ClosedOn: dayOut(d.ClosedOn), RecordedAt: d.RecordedAt, Cancelled: d.Voided(), Version: d.Version}
}

func departuresOut(d departuresData) departuresWire {
	out := departuresWire{Departures: []departureLineWire{}, Next: d.Next}
	for _, r := range d.Rows {
		out.Departures = append(out.Departures, departureLineWire{r.ID, r.ResidentID, r.Number, r.Name, string(r.Reason), dayOut(r.AskedOn), dayOut(r.DecidedOn), r.DecisionNumber, r.LeftAt,
			dayOut(r.ClosedOn), r.DeathID != 0})
	}
	return out
}

func errandOut(e *intake.Errand) errandWire {
	return errandWire{ID: e.ID, ResidentID: e.ResidentID, Kind: string(e.Kind), Months: e.Months, DueOn: dayOut(e.DueOn), DoneOn: dayOut(e.DoneOn), Needless: e.Needless, Note: e.DoneNote, Version: e.Version}
}

func errandsOut(list []intake.ErrandLine) errandListWire {
	out := errandListWire{Errands: []errandWire{}}
	for _, e := range list {
		out.Errands = append(out.Errands, errandWire{ID: e.ID, ResidentID: e.ResidentID, Number: e.Number, Name: e.Name, Kind: string(e.Kind), Months: e.Months, DueOn: dayOut(e.DueOn), Version: e.Version})
	}
	return out
}

func deathOut(d *intake.Death) deathWire {
	return deathWire{d.ID, d.DepartureID, d.ResidentID, d.DiedAt, string(d.PlaceKind), d.Place, d.Cause, d.Unclear, d.FoundBy, d.Witnesses, d.Belongings, dayOut(d.BuriedOn), string(d.BurialKind),
		d.BurialPlace, d.BuriedBy, d.Version}
}

func departureFileOut(f *intake.DepartureFile) departureFileWire {
	out := departureFileWire{departureWire: departureOut(&f.Departure), LeftAt: f.Left(), Story: []stepWire{}, Errands: []errandWire{}}
	for _, s := range f.Story {
		out.Story = append(out.Story, stepWire{string(s.Step), dayOut(s.HappenedOn), s.HappenedAt, s.Number, s.Note, s.RecordedAt})
	}
	for i := range f.Errands {
		out.Errands = append(out.Errands, errandOut(&f.Errands[i]))
	}
	if f.Death != nil {
		d := deathOut(f.Death)
		out.Death = &d
	}
	return out
}

func returnOut(r *intake.Return) returnWire {
	out := returnWire{Departure: departureOut(&r.Departure), StayID: r.Restoration.Stay.Identity(), BedLost: r.Restoration.BedLost}
	if p := r.Restoration.Placement; p != nil {
		out.BedID = p.BedID
	}
	return out
}
