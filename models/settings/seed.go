package settings

import (
	"strings"

	"maiam/models/db"
	"maiam/models/value"
)

// timetableFrom is the day from which the first timetable counts: early enough for any round that
// is typed in from paper.
const timetableFrom = "2000-01-01"

// Seed writes what the program brings: settings with their papers, the categories, and the first
// timetable. It is called at every start and adds only what is missing, so a new program brings
// its new settings and touches nothing that the centre has written. Of two processes that start on
// an empty database at once the slower gets the fault Conflict and may call it again.
func Seed(tx *db.Tx) error {
	for _, step := range []func(*db.Tx) (bool, error){seedValues, seedCategories, seedTimetable, seedSwaps, seedQuestions, seedActivities} {
		wrote, err := step(tx)
		if err != nil {
			return err
		}
		if wrote {
			remembered.Forget(tx)
		}
	}
	return nil
}

func seedValues(tx *db.Tx) (bool, error) {
	rows, err := db.From[Row](tx).Only("name", "version", "valid_from").All()
	if err != nil {
		return false, err
	}
	type place struct {
		name Name
		from value.Day
	}
	taken, versions := map[place]bool{}, map[Name]uint64{}
	for _, r := range rows {
		taken[place{r.Name, r.ValidFrom}] = true
		versions[r.Name] = max(versions[r.Name], r.Version)
	}
	var missing []Row
	for _, b := range table {
		for _, v := range b.values {
			from := value.MustDay(v.from)
			if taken[place{b.Name, from}] {
				continue
			}
			r := Row{
				Name: b.Name, Text: v.text, ValidFrom: from, LegalBasis: v.basis, Mark: v.mark,
				Source: v.source, Note: v.note, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID,
			}
			if v.to != "" {
				r.ValidTo = value.MustDay(v.to)
			}
			versions[b.Name]++
			r.Version = versions[b.Name]
			missing = append(missing, r)
		}
	}
	return len(missing) > 0, db.Append(tx, missing)
}

func seedCategories(tx *db.Tx) (bool, error) {
	rows, err := db.From[Category](tx).Only("code").All()
	if err != nil {
		return false, err
	}
	have := map[string]bool{}
	for _, c := range rows {
		have[c.Code] = true
	}
	var missing []Category
	for _, c := range firstCategories {
		if have[c.code] {
			continue
		}
		missing = append(missing, Category{
			Code: c.code, NameVI: c.vi, NameEN: c.en, ValidFrom: value.MustDay("2021-07-01"),
			LegalBasis: decree20 + ", Điều 24 " + c.basis, Mark: Confirmed, Source: codeAid, RecordedAt: tx.Now, RecordedBy: tx.Actor.ID,
		})
	}
	return len(missing) > 0, db.Append(tx, missing)
}

func seedTimetable(tx *db.Tx) (bool, error) {
	any, err := db.From[Shift](tx).Exists()
	if err != nil || any {
		return false, err
	}
	p, _ := PatternOf("3x8")
	_, err = addShifts(tx, TimetableInput{
		Pattern: p.Code, From: value.MustDay(timetableFrom), LegalBasis: decree192,
		Note: "Người đứng đầu quyết định cách bố trí ca trực; giờ giấc là mặc định, sửa được.",
	}, p.Shifts, Decided)
	return true, err
}

// The lists in which the house kept swapped days before they had rows of their own.
const (
	listExtra  Name = "holidays.extra"
	listWorked Name = "holidays.worked"
)

// seedSwaps writes the swapped days of the notices that the program knows, and those that an
// earlier program kept as lists; a day about which anything is written is left alone.
func seedSwaps(tx *db.Tx) (bool, error) {
	rows, err := db.From[SwapDay](tx).Only("day").All()
	if err != nil {
		return false, err
	}
	lists, err := db.From[Row](tx).Where("name IN (?, ?)", listExtra, listWorked).Order("id").All()
	if err != nil {
		return false, err
	}
	have := map[value.Day]bool{}
	for _, r := range rows {
		have[r.Day] = true
	}
	var missing []SwapDay
	add := func(r SwapDay) {
		if have[r.Day] {
			return
		}
		have[r.Day] = true
		r.Version, r.RecordedAt, r.RecordedBy = 1, tx.Now, tx.Actor.ID
		missing = append(missing, r)
	}
	for _, r := range lists {
		if !r.Known() {
			continue
		}
		kind := SwapOff
		if r.Name == listWorked {
			kind = SwapWorked
		}
		for text := range strings.SplitSeq(r.Text, ",") {
			if d, err := value.ParseDay(text); err == nil && !d.IsZero() {
				add(SwapDay{Day: d, Kind: kind, LegalBasis: r.LegalBasis, Mark: r.Mark, Source: r.Source, Note: r.Note})
			}
		}
	}
	for _, s := range firstSwaps {
		add(SwapDay{Day: value.MustDay(s.day), Kind: s.kind, Name: s.name, LegalBasis: s.basis, Mark: Recalled, Source: practice})
	}
	return len(missing) > 0, db.Append(tx, missing)
}
