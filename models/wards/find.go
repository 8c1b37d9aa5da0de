package wards

import (
	"regexp"
	"slices"
	"strings"

	"maiam/models/db"
	"maiam/models/value"
)

// Found is a ward, room or bed that was looked for; RoomID and BedID are 0 where a larger place was
// found.
type Found struct {
	WardID     uint64
	WardName   string
	ZoneName   string
	CampusName string
	RoomID     uint64
	RoomName   string
	BedID      uint64
	BedName    string
}

// FindPlaces finds open wards by the beginnings of their words, rooms by their number or its
// beginning, and beds by room and bed, without accents and as people say them: khu b, 205, A101-3,
// P205 G3, giường 3 phòng 205, khu b 205-3. It gives at most limit places of each kind, the smallest
// first, within the wards in which the actor holds wards.view. It needs wards.view and runs one
// statement.
func FindPlaces(tx *db.Tx, text string, limit int) ([]Found, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	typed := placeTyped(text)
	if typed.none() {
		return nil, nil
	}
	rule, reach := within(tx.Reach(View))
	var parts []string
	var args []any
	read := func(level int, columns, joins, order, condition string, values ...any) {
		parts = append(parts, "SELECT * FROM (SELECT "+columns+`, c.position AS by_campus, c.id AS campus, z.position AS by_zone, z.id AS zone, w.position AS by_ward, `+order+`
			FROM wards_wards w JOIN wards_zones z ON z.id = w.zone_id JOIN wards_campuses c ON c.id = w.campus_id`+joins+`
			WHERE {campus w.campus_id} AND w.valid_to IS NULL`+rule+" AND "+condition+`
			ORDER BY by_campus, campus, by_zone, zone, by_ward, ward_id, by_room, room_id, by_bed, bed_id LIMIT ?) l`+string(rune('0'+level))) // #nosec G115 -- the calls below give 0, 1 and 2
		args = append(append(append(args, reach...), values...), limit)
	}
	const (
		ward = `w.id AS ward_id, w.name AS ward_name, z.name AS zone_name, CASE WHEN c.short_name = '' THEN c.name ELSE c.short_name END AS campus_name`
		room = ", m.id AS room_id, m.name AS room_name"
		bed  = ", b.id AS bed_id, b.name AS bed_name"
		no   = ", 0 AS bed_id, '' AS bed_name"

		rooms = " JOIN wards_rooms m ON m.ward_id = w.id AND m.valid_to IS NULL"
		beds  = rooms + " JOIN wards_beds b ON b.room_id = m.id AND b.valid_to IS NULL"
	)
	if typed.bed != "" {
		condition, values := beginning("w.search_key", typed.before)
		if condition += " AND b.search_key IN ?"; typed.room != "" {
			condition += " AND m.search_key IN ?"
		}
		if values = append(values, bedKeys(typed.bed)); typed.room != "" {
			values = append(values, roomKeys(typed.room))
		}
		read(0, "0 AS level, "+ward+room+bed, beds, "m.position AS by_room, b.position AS by_bed", condition, values...)
	}
	if typed.alone != "" {
		condition, values := beginning("w.search_key", typed.within)
		condition += " AND (m.search_key IN ?"
		values = append(values, roomKeys(typed.alone))
		if len(typed.alone) > 2 { // 62 is a year of birth before it is the first rooms of a floor
			longer, args := beginning("m.search_key", []string{typed.alone})
			condition += " OR " + longer
			values = append(values, args...)
		}
		read(1, "1 AS level, "+ward+room+no, rooms, "m.position AS by_room, 0 AS by_bed", condition+")", values...)
	}
	condition, values := beginning("w.search_key", typed.words)
	read(2, "2 AS level, "+ward+", 0 AS room_id, '' AS room_name"+no, "", "0 AS by_room, 0 AS by_bed", condition, values...)
	return db.Report[Found](tx, strings.Join(parts, " UNION ALL ")+" ORDER BY level, by_campus, campus, by_zone, zone, by_ward, ward_id, by_room, room_id, by_bed, bed_id", args...)
}

// escapes keeps signs of LIKE from meaning anything.
var escapes = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")

// beginning is the condition that each word is the beginning of a word of a column.
func beginning(column string, words []string) (string, []any) {
	if len(words) == 0 {
		return "1 = 1", nil
	}
	var parts []string
	var args []any
	for _, word := range words {
		word = escapes.Replace(word) + "%"
		parts = append(parts, "("+column+" LIKE ? ESCAPE '!' OR "+column+" LIKE ? ESCAPE '!')")
		args = append(args, word, "% "+word)
	}
	return strings.Join(parts, " AND "), args
}

// typedPlace is what was typed, as far as it may name a place: a ward by all its words; a room alone,
// with words of its ward before it; a bed, in a room, with words of its ward before it.
type typedPlace struct {
	words     []string
	alone     string
	within    []string
	room, bed string
	before    []string
}

func (t typedPlace) none() bool { return len(t.words) == 0 }

// mostWords is how many words can name a place; who types more looks for something else.
const mostWords = 8

const (
	roomPattern = `(?:(?:phong|buong|room|p)[\s.:]*(?:so )?)?([a-z]{0,4}[0-9][a-z0-9]{0,7})`
	bedPattern  = `(?:(?:giuong|bed|g)[\s.:]*(?:so )?)?([a-z]{0,2}[0-9]{1,3})`
	bedNamed    = `(?:giuong|bed|g)[\s.:]*(?:so )?([0-9]{1,3})`
)

var (
	bedThenRoom = regexp.MustCompile(`^` + bedNamed + `[\s,]+` + roomPattern + `(?:[\s,]+(.*))?$`)
	roomThenBed = regexp.MustCompile(`^(?:(.*?) )??` + roomPattern + `\s*[-/., ]\s*` + bedPattern + `$`)
	onlyBed     = regexp.MustCompile(`^(?:(.*?) )??` + bedNamed + `$`)
	onlyRoom    = regexp.MustCompile(`^(?:(.*?) )??` + roomPattern + `$`)
)

func placeTyped(text string) typedPlace {
	text = value.Fold(text)
	split := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' })
	}
	t := typedPlace{words: split(text)}
	if len(t.words) > mostWords || !slices.ContainsFunc(t.words, sayable) {
		return typedPlace{}
	}
	if m := bedThenRoom.FindStringSubmatch(text); m != nil {
		t.before, t.room, t.bed = split(m[3]), m[2], m[1]
	} else if m := roomThenBed.FindStringSubmatch(text); m != nil {
		t.before, t.room, t.bed = split(m[1]), m[2], m[3]
	} else if m := onlyBed.FindStringSubmatch(text); m != nil {
		t.before, t.bed = split(m[1]), m[2]
	}
	if m := onlyRoom.FindStringSubmatch(text); m != nil {
		t.within, t.alone = split(m[1]), m[2]
	}
	return t
}

// sayable tells that a word has a letter or digit: nothing is called by signs alone.
func sayable(word string) bool {
	return strings.IndexFunc(word, func(r rune) bool { return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r > 127 }) >= 0
}

// roomKeys are the ways in which a room of that number may be kept.
func roomKeys(number string) []string {
	return []string{number, "phong " + number, "buong " + number, "p" + number}
}

// bedKeys are the ways in which a bed of that number may be kept: a number alone is kept as G3.
func bedKeys(number string) []string { return []string{BedKey(number), number} }
