package presence

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"maiam/models/db"
	"maiam/models/residents"
)

// Close is the mother or father of a baby in care, or the baby of a person in care, with the bed in
// which that one lies. BedID is 0 for a baby that has no bed of its own: it lies with its mother.
type Close struct {
	Relation   residents.Relation // what that one is to the person: mother, father or child
	ResidentID uint64
	Name       string
	WardID     uint64
	WardName   string
	RoomID     uint64
	RoomName   string
	BedID      uint64
	BedName    string
}

// From leaves out what is the same place as a room of a ward, so that a line beside it stays short.
func (c Close) From(ward, room uint64) Close {
	if c.RoomID == room {
		c.RoomName = ""
	}
	if c.WardID == ward {
		c.WardName = ""
	}
	return c
}

// Parent tells that this is the mother or father.
func (c Close) Parent() bool { return c.Relation == "mother" || c.Relation == "father" }

// familyColumns reads the babies and the parents of babies beside a person r, from the person's own
// file and from theirs: two short texts a person, since a row for each would repeat the whole bed.
// Names are written in hexadecimal, so that no comma of theirs parts anything.
const familyColumns = `,
	(SELECT GROUP_CONCAT(CONCAT(fk.relation, ` + familyPlace + `) ORDER BY fq.id) FROM residents_kin fk JOIN residents_people fq ON fq.id = fk.person_id` + familyJoins + `
		WHERE fk.resident_id = r.id AND fk.ended_recorded_at IS NULL AND fq.campus_id = r.campus_id
		AND (fk.relation = 'child' AND fq.birth_date > ? OR fk.relation IN ('mother', 'father') AND r.birth_date > ?)) AS family_own,
	(SELECT GROUP_CONCAT(CONCAT(CASE fk.relation WHEN 'child' THEN CASE fq.sex WHEN 'm' THEN 'father' ELSE 'mother' END ELSE 'child' END, ` + familyPlace + `) ORDER BY fq.id)
		FROM residents_kin fk JOIN residents_people fq ON fq.id = fk.resident_id` + familyJoins + `
		WHERE fk.person_id = r.id AND fk.ended_recorded_at IS NULL AND fq.campus_id = r.campus_id
		AND (fk.relation IN ('mother', 'father') AND fq.birth_date > ? OR fk.relation = 'child' AND r.birth_date > ?)) AS family_theirs`

const (
	familyPlace = `'|', fq.id, '|', HEX(fq.name), '|', COALESCE(fw.id, 0), '|', HEX(COALESCE(fw.name, '')), '|',
		COALESCE(fm.id, 0), '|', HEX(COALESCE(fm.name, '')), '|', COALESCE(fb.id, 0), '|', HEX(COALESCE(fb.name, ''))`
	familyJoins = ` JOIN presence_stays fs ON fs.open_resident_id = fq.id LEFT JOIN presence_placements fp ON fp.open_resident_id = fq.id
		LEFT JOIN wards_wards fw ON fw.id = fp.ward_id LEFT JOIN wards_rooms fm ON fm.id = fp.room_id LEFT JOIN wards_beds fb ON fb.id = fp.bed_id`
)

// familyValues stand for the question marks of familyColumns.
func familyValues(tx *db.Tx) []any {
	since := tx.Today().AddYears(-residents.BabyYears)
	return []any{since, since, since, since}
}

// FamilyText is what the database knows of the family beside a person; Family reads it.
type FamilyText struct {
	FamilyOwn    string
	FamilyTheirs string
}

// Family lists the babies of the person who are in care, or the parents in care of a baby, each once
// whichever of the two files says it.
func (t FamilyText) Family() []Close {
	if t.FamilyOwn == "" && t.FamilyTheirs == "" {
		return nil
	}
	var out []Close
	for _, text := range strings.Split(t.FamilyOwn+","+t.FamilyTheirs, ",") {
		part := strings.Split(text, "|")
		if len(part) != 9 {
			continue
		}
		one := Close{Relation: residents.Relation(part[0]), ResidentID: idIn(part[1]), Name: unhexed(part[2]), WardID: idIn(part[3]), WardName: unhexed(part[4]),
			RoomID: idIn(part[5]), RoomName: unhexed(part[6]), BedID: idIn(part[7]), BedName: unhexed(part[8])}
		if !slices.ContainsFunc(out, func(c Close) bool { return c.ResidentID == one.ResidentID }) {
			out = append(out, one)
		}
	}
	return out
}

func idIn(text string) uint64 {
	id, _ := strconv.ParseUint(text, 10, 64) // the database wrote it
	return id
}

func unhexed(text string) string {
	words, err := hex.DecodeString(text)
	if err != nil {
		return ""
	}
	return string(words)
}

// boardsNow are the boards on which a person stands: that of the own bed, and those of a mother and
// of her baby, who stand beside each other's names.
func boardsNow(tx *db.Tx, resident uint64) (boards []uint64, err error) {
	type row struct{ WardID uint64 }
	const near = "('mother', 'father', 'child')"
	return boards, tx.Everywhere("it names no one, and only boards hear of it", func(tx *db.Tx) error {
		rows, err := db.Report[row](tx, `SELECT p.ward_id FROM presence_placements p WHERE {campus p.campus_id} AND p.open_resident_id = ?
			UNION SELECT p.ward_id FROM residents_kin k JOIN presence_placements p ON p.open_resident_id = k.person_id WHERE k.resident_id = ? AND k.relation IN `+near+`
			UNION SELECT p.ward_id FROM residents_kin k JOIN presence_placements p ON p.open_resident_id = k.resident_id WHERE k.person_id = ? AND k.relation IN `+near,
			resident, resident, resident)
		for _, r := range rows {
			boards = append(boards, r.WardID)
		}
		return err
	})
}

// whereIsWith is WhereIs with the family beside the person.
func whereIsWith(tx *db.Tx, resident uint64) (*Whereabouts, []Close, error) {
	type row struct {
		Whereabouts
		FamilyText
	}
	c := &clause{}
	CensusInput{}.everybody(c)
	c.add(" AND s.resident_id = ?", resident)
	found, err := db.Report[row](tx, whereColumns+familyColumns+c.text.String(), append(familyValues(tx), c.args...)...)
	if err != nil || len(found) == 0 {
		return nil, nil, err
	}
	return &found[0].Whereabouts, found[0].Family(), nil
}
