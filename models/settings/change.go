package settings

import (
	"strconv"
	"strings"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

// ChangeInput is a new dated value of a setting.
type ChangeInput struct {
	Name       Name      `form:"name" json:"name" validate:"required,max=80"`
	Value      string    `form:"value" json:"value" validate:"max=2000"`
	ValidFrom  value.Day `form:"valid_from" json:"valid_from"`
	ValidTo    value.Day `form:"valid_to" json:"valid_to,omitzero"`
	LegalBasis string    `form:"legal_basis" json:"legal_basis,omitempty" validate:"max=500"`
	Mark       Mark      `form:"mark" json:"mark" validate:"required,oneof=C R U D"`
	Source     string    `form:"source" json:"source,omitempty" validate:"max=500"`
	Note       string    `form:"note" json:"note,omitempty" validate:"max=1000"`
	Version    uint64    `form:"version" json:"version"` // of the setting, as it was read
}

// ChangeSetting writes a new dated value of a setting. Nothing is overwritten: the row takes the
// place of one that begins on the same day, and older ones stay readable. A value for days that
// have passed needs a note that says why, for reports of those days will differ from now on.
//
// Permission: settings.change for the whole centre. Faults: settings.no_such,
// settings.changed_meanwhile, and by field settings.value_unreadable, settings.value_out_of_range,
// settings.from_missing, settings.ends_before, settings.basis_missing, settings.unknown_has_value,
// settings.past_needs_note.
func ChangeSetting(tx *db.Tx, in ChangeInput) (*Row, error) {
	if err := mayChange(tx); err != nil {
		return nil, err
	}
	d, ok := definitions[in.Name]
	if !ok {
		return nil, fault.New(fault.NotFound, "settings.no_such")
	}
	row, err := in.row(d, tx.Today())
	if err != nil {
		return nil, err
	}
	last, err := db.From[Row](tx).Where("name = ?", in.Name).Order("version DESC").Maybe()
	if err != nil {
		return nil, err
	}
	stored := uint64(0)
	if last != nil {
		stored = last.Version
	}
	if stored != in.Version {
		by, at := uint64(0), time.Time{}
		if last != nil {
			by, at = last.RecordedBy, last.RecordedAt
		}
		return nil, db.Changed("settings.changed_meanwhile", last, in, by, at)
	}
	row.Version, row.RecordedAt, row.RecordedBy = stored+1, tx.Now, tx.Actor.ID
	if err := db.Add(tx, &row); err != nil {
		if db.Duplicate(err, "version") {
			return nil, fault.New(fault.Conflict, "settings.changed_meanwhile")
		}
		return nil, err
	}
	remembered.Forget(tx)
	tx.Concerns("setting", row.ID, 0)
	tx.Detail("setting", in.Name)
	tx.Detail("value", row.Text)
	tx.Detail("valid_from", row.ValidFrom)
	if last != nil {
		tx.Detail("was", last.Text)
	}
	return &row, nil
}

// mayChange asks for the permission on the whole centre: a manager of one campus does not set
// rules for the other.
func mayChange(tx *db.Tx) error {
	if err := tx.May("settings.change"); err != nil {
		return err
	}
	if !tx.Reach("settings.change").All {
		return fault.New(fault.Forbidden, "settings.whole_centre_only")
	}
	return nil
}

// row checks what was typed and gives the row to write.
func (in ChangeInput) row(d Definition, today value.Day) (Row, error) {
	r := Row{
		Name: in.Name, ValidFrom: in.ValidFrom, ValidTo: in.ValidTo, Mark: in.Mark,
		LegalBasis: value.CleanText(in.LegalBasis), Source: value.CleanText(in.Source), Note: value.CleanText(in.Note),
	}
	var faults fault.Fields
	typed := value.CleanText(in.Value)
	switch {
	case in.Mark == Unknown && typed != "":
		faults.Add("value", "settings.unknown_has_value")
	case in.Mark == Unknown:
	default:
		text, key := d.Read(typed)
		if key != "" {
			faults.Add("value", key, fault.A{"min": d.bound(d.Min), "max": d.bound(d.Max)})
		}
		r.Text = text
	}
	switch {
	case in.ValidFrom.IsZero():
		faults.Add("valid_from", "settings.from_missing")
	case !r.Period().Valid():
		faults.Add("valid_to", "settings.ends_before")
	case in.ValidFrom.Before(today) && r.Note == "":
		faults.Add("note", "settings.past_needs_note")
	}
	if !in.Mark.Valid() {
		faults.Add("mark", "settings.mark_unknown")
	}
	if in.Mark == Confirmed && r.LegalBasis == "" {
		faults.Add("legal_basis", "settings.basis_missing")
	}
	return r, faults.Err()
}

// Read brings a typed value into the form the table keeps; a key says what is wrong with it.
func (d Definition) Read(typed string) (text, key string) {
	const unreadable, outside = "settings.value_unreadable", "settings.value_out_of_range"
	within := func(n int64) string {
		if (d.Min != 0 || d.Max != 0) && (n < d.Min || n > d.Max) {
			return outside
		}
		return ""
	}
	switch d.Kind {
	case Number:
		n, err := strconv.ParseInt(typed, 10, 64)
		if err != nil {
			return "", unreadable
		}
		return strconv.FormatInt(n, 10), within(n)
	case Ratio:
		q, err := value.ParseQuantity(typed, "")
		if err != nil || q.Unit != "" {
			return "", unreadable
		}
		return plainDecimal(q.Milli), within(q.Milli)
	case Money:
		n, err := value.ParseDong(typed)
		if err != nil {
			return "", unreadable
		}
		return strconv.FormatInt(int64(n), 10), within(int64(n))
	case YesNo:
		switch value.Fold(typed) {
		case "yes", "co", "true", "1", "on":
			return "yes", ""
		case "no", "khong", "false", "0", "off":
			return "no", ""
		}
		return "", unreadable
	case Words:
		if typed == "" {
			return "", unreadable
		}
		return typed, ""
	}
	var parts []string
	for _, part := range strings.FieldsFunc(typed, func(r rune) bool { return r == ',' || r == ';' || r == ' ' }) {
		item, k := d.readItem(part, within)
		if k != "" {
			return "", k
		}
		parts = append(parts, item)
	}
	text = strings.Join(parts, ",")
	if text == "" && d.Kind != Days { // a year may add no day off
		return "", unreadable
	}
	return text, ""
}

// readItem reads one item of a list.
func (d Definition) readItem(part string, within func(int64) string) (item, key string) {
	const unreadable = "settings.value_unreadable"
	switch d.Kind {
	case Numbers:
		n, err := strconv.ParseInt(part, 10, 64)
		if err != nil {
			return "", unreadable
		}
		return strconv.FormatInt(n, 10), within(n)
	case YearDates: // 06-15 in the table, 15/06 as people write it; 2001 has no 29 February
		month, date, dash := strings.Cut(part, "-")
		if !dash {
			date, month, dash = strings.Cut(part, "/")
		}
		day, err := value.ParseDay("2001-" + month + "-" + date)
		if !dash || err != nil || day.IsZero() {
			return "", unreadable
		}
		return day.String()[5:], ""
	case Days:
		day, err := value.ParseDay(part)
		if err != nil || day.IsZero() {
			return "", unreadable
		}
		return day.String(), ""
	}
	return "", unreadable
}

// bound writes a limit as people read it.
func (d Definition) bound(n int64) string {
	if d.Kind == Ratio {
		return value.Quantity{Milli: n}.Number()
	}
	return strconv.FormatInt(n, 10)
}

// plainDecimal writes thousandths with a point: 1800 is 1.8.
func plainDecimal(milli int64) string {
	s := strconv.FormatInt(milli/1000, 10)
	if milli < 0 && milli > -1000 {
		s = "-0"
	}
	if part := milli % 1000; part != 0 {
		if part < 0 {
			part = -part
		}
		s += "." + strings.TrimRight(strconv.FormatInt(1000+part, 10)[1:], "0")
	}
	return s
}
