package wards

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
)

var (
	wardWord    = regexp.MustCompile(`^(khu nha|khu|day nha|day|nha|khoa)( so)? `)
	roomWord    = regexp.MustCompile(`(?i)^(phòng|phong|buồng|buong|room|p)(\s*(số|so))?\s*[.:]?\s*(\d.*)$`)
	bedWord     = regexp.MustCompile(`(?i)^(giường|giuong|bed|g)(\s*(số|so))?\s*[.:]?\s*0*(\d+)$`)
	firstNumber = regexp.MustCompile(`\d{1,9}`)
	onlyNum     = regexp.MustCompile(`^0*(\d+)$`)
)

// RoomName writes a room's name as it stands on the door: "P.201" and "phòng 201" are 201.
func RoomName(s string) string {
	s = value.CleanText(s)
	if m := roomWord.FindStringSubmatch(s); m != nil {
		return m[4]
	}
	return s
}

// BedName writes a bed's name as ward staff say it: "1", "01", "giường 1" and "g1" are G1.
func BedName(s string) string {
	s = value.CleanText(s)
	if m := bedWord.FindStringSubmatch(s); m != nil {
		return "G" + m[4]
	}
	if m := onlyNum.FindStringSubmatch(s); m != nil {
		return "G" + m[1]
	}
	return s
}

// RoomKey is the name by which two spellings of one room agree: "Phòng 201" and "201".
func RoomKey(s string) string { return value.Fold(RoomName(s)) }

// BedKey is the name by which two spellings of one bed agree: "giường 01" and "G1".
func BedKey(s string) string { return value.Fold(BedName(s)) }

// byNumber orders names as one walks past the doors: 2 before 10, G2 before G10.
func byNumber(a, b string) int {
	return cmp.Or(cmp.Compare(numberIn(a), numberIn(b)), strings.Compare(value.Fold(a), value.Fold(b)))
}

func numberIn(s string) int {
	n, _ := strconv.Atoi(firstNumber.FindString(s))
	return n
}

// looseWardKey drops the word for a house, so that "B", "Khu B" and "khu nhà B" agree.
func looseWardKey(s string) string {
	key := value.Fold(s)
	if word := wardWord.FindString(key); word != "" {
		return strings.TrimPrefix(key, word)
	}
	return key
}

// Place is one open bed with the names of its room and ward; BedID is 0 for a room without a bed
// and RoomID for a ward without a room.
type Place struct {
	WardID   uint64
	WardName string
	Sex      Policy
	RoomID   uint64
	RoomName string
	BedID    uint64
	BedName  string
}

type inside struct {
	parent uint64
	key    string
}

// Places are the open wards, rooms and beds of a campus, to be found by the names on a roster.
type Places struct {
	All   []Place
	exact map[string]uint64   // ward by its folded name
	loose map[string][]uint64 // wards by their name without the word for a house
	rooms map[inside]uint64
	beds  map[inside]uint64
}

// Ward finds a ward by its name; a bare "B" finds "Khu B" when no other ward could be meant.
func (p *Places) Ward(name string) (id uint64, ok bool) {
	if id, ok = p.exact[value.Fold(name)]; ok {
		return id, true
	}
	if ids := p.loose[looseWardKey(name)]; len(ids) == 1 {
		return ids[0], true
	}
	return 0, false
}

// Room finds a room of a ward by its name.
func (p *Places) Room(ward uint64, name string) (id uint64, ok bool) {
	id, ok = p.rooms[inside{ward, RoomKey(name)}]
	return id, ok
}

// Bed finds a bed of a room by its name.
func (p *Places) Bed(room uint64, name string) (id uint64, ok bool) {
	id, ok = p.beds[inside{room, BedKey(name)}]
	return id, ok
}

// Find follows the names of ward, room and bed as far as they are known: an id is 0 from the first
// name that is not.
func (p *Places) Find(ward, room, bed string) (wardID, roomID, bedID uint64) {
	if wardID, _ = p.Ward(ward); wardID != 0 {
		if roomID, _ = p.Room(wardID, room); roomID != 0 {
			bedID, _ = p.Bed(roomID, bed)
		}
	}
	return wardID, roomID, bedID
}

// PlacesByName reads the open places of a campus in one statement. It needs wards.view.
func PlacesByName(tx *db.Tx, campusID uint64) (*Places, error) {
	if err := tx.May(View); err != nil {
		return nil, err
	}
	return placesOf(tx, campusID)
}

func placesOf(tx *db.Tx, campusID uint64) (*Places, error) {
	rows, err := db.Report[Place](tx, `SELECT w.id AS ward_id, w.name AS ward_name, w.sex, r.id AS room_id, r.name AS room_name, b.id AS bed_id, b.name AS bed_name
		FROM wards_wards w LEFT JOIN wards_rooms r ON r.ward_id = w.id AND r.valid_to IS NULL
		LEFT JOIN wards_beds b ON b.room_id = r.id AND b.valid_to IS NULL
		WHERE {campus w.campus_id} AND w.campus_id = ? AND w.valid_to IS NULL
		ORDER BY w.position, w.id, r.position, r.id, b.position, b.id`, campusID)
	p := &Places{All: rows, exact: map[string]uint64{}, loose: map[string][]uint64{}, rooms: map[inside]uint64{}, beds: map[inside]uint64{}}
	for _, r := range rows {
		if _, seen := p.exact[value.Fold(r.WardName)]; !seen {
			p.exact[value.Fold(r.WardName)] = r.WardID
			key := looseWardKey(r.WardName)
			p.loose[key] = append(p.loose[key], r.WardID)
		}
		if r.RoomID != 0 {
			p.rooms[inside{r.WardID, RoomKey(r.RoomName)}] = r.RoomID
		}
		if r.BedID != 0 {
			p.beds[inside{r.RoomID, BedKey(r.BedName)}] = r.BedID
		}
	}
	return p, err
}

// PlaceWanted names a bed that a roster speaks of. Room and Bed may be empty when only the ward or
// the room is wanted.
type PlaceWanted struct {
	Ward string
	Sex  Policy // for a ward that has to be made; for anybody when not said
	Zone string // kind of the zone for a ward that has to be made; chosen by sex when not said
	Room string
	Bed  string
}

// zone chooses the kind of zone for a ward that a roster brings with it.
func (w PlaceWanted) zone() string {
	switch {
	case w.Zone != "":
		return w.Zone
	case w.Sex == ForMen:
		return ZoneMale
	case w.Sex == ForWomen:
		return ZoneFemale
	}
	return ZoneRecovery
}

// Made counts what MakePlaces had to make.
type Made struct {
	Zones, Wards, Rooms, Beds int
}

// Any tells whether something had to be made.
func (m Made) Any() bool { return m != Made{} }

// MakePlaces makes the wards, rooms and beds of a roster that are not there yet, standing from a
// day on, and gives all places of the campus afterwards. It needs wards.edit for the campus. A few
// statements for each level, however long the roster; what is there already is left alone.
func MakePlaces(tx *db.Tx, campusID uint64, wanted []PlaceWanted, since value.Day) (*Places, Made, error) {
	var made Made
	if err := tx.May(Edit); err != nil {
		return nil, made, err
	}
	if !tx.Reach(Edit).Campus(campusID) {
		return nil, made, fault.New(fault.Forbidden, "fault.forbidden", fault.A{"permission": Edit})
	}
	var bad fault.Fields
	since = standsFrom(tx, &bad, "from", since)
	if err := bad.Err(); err != nil {
		return nil, made, err
	}
	for i := range wanted {
		w := &wanted[i]
		w.Ward = named(&bad, "ward", w.Ward)
		w.Room = short(&bad, "room", RoomName(w.Room), nameLimit)
		w.Bed = short(&bad, "bed", BedName(w.Bed), nameLimit)
	}
	if err := bad.Err(); err != nil {
		return nil, made, err
	}
	places, err := placesOf(tx, campusID)
	if err != nil {
		return nil, made, err
	}
	for _, level := range []func(*db.Tx, uint64, []PlaceWanted, value.Day, *Places, *Made) (bool, error){makeWards, makeRooms, makeBeds} {
		some, err := level(tx, campusID, wanted, since, places, &made)
		if err != nil {
			return nil, made, err
		}
		if some {
			if places, err = placesOf(tx, campusID); err != nil {
				return nil, made, err
			}
		}
	}
	if made.Any() {
		tx.Detail("made_wards", made.Wards)
		tx.Detail("made_rooms", made.Rooms)
		tx.Detail("made_beds", made.Beds)
		seen := map[uint64]bool{}
		for _, p := range places.All {
			if !seen[p.WardID] {
				seen[p.WardID] = true
				tx.Touch(p.WardID)
			}
		}
	}
	return places, made, nil
}

func makeWards(tx *db.Tx, campusID uint64, wanted []PlaceWanted, since value.Day, places *Places, made *Made) (bool, error) {
	var missing []PlaceWanted
	seen := map[string]bool{}
	for _, w := range wanted {
		if _, there := places.Ward(w.Ward); !there && !seen[looseWardKey(w.Ward)] {
			seen[looseWardKey(w.Ward)] = true
			missing = append(missing, w)
		}
	}
	if len(missing) == 0 {
		return false, nil
	}
	zones, err := zonesFor(tx, campusID, missing, since, made)
	if err != nil {
		return false, err
	}
	position, err := nextPosition(tx, func(w Ward) int { return w.Position }, "campus_id = ?", campusID)
	if err != nil {
		return false, err
	}
	rows := make([]Ward, len(missing))
	for i, w := range missing {
		if w.Sex == "" {
			w.Sex = ForAny
		}
		from := since
		if zone := zones[w.zone()]; from.Before(zone.ValidFrom) {
			from = zone.ValidFrom
		}
		rows[i] = *newWard(campusID, zones[w.zone()].ID, WardInput{Name: w.Ward, Sex: w.Sex, Position: position + i, From: from})
	}
	made.Wards = len(rows)
	return true, taken(db.Append(tx, rows), "")
}

// zonesFor gives the zone of each kind that the missing wards need, and makes those that are not
// there.
func zonesFor(tx *db.Tx, campusID uint64, missing []PlaceWanted, since value.Day, made *Made) (map[string]Zone, error) {
	there, err := db.From[Zone](tx).Where("campus_id = ? AND valid_to IS NULL", campusID).Order("position, id").All()
	if err != nil {
		return nil, err
	}
	byKind := map[string]Zone{}
	position := 1
	for _, z := range there {
		if _, first := byKind[z.Kind]; !first {
			byKind[z.Kind] = z
		}
		position = max(position, z.Position+1)
	}
	for _, w := range missing {
		kind := w.zone()
		if _, ok := byKind[kind]; ok {
			continue
		}
		row := newZone(campusID, ZoneInput{Kind: kind, Name: zoneNames[kind], Position: position, From: since})
		if err := db.Add(tx, row); err != nil {
			return nil, taken(err, row.Name)
		}
		byKind[kind] = *row
		position++
		made.Zones++
	}
	return byKind, nil
}

func makeRooms(tx *db.Tx, campusID uint64, wanted []PlaceWanted, since value.Day, places *Places, made *Made) (bool, error) {
	var rows []Room
	seen := map[inside]bool{}
	count := map[uint64]int{}
	for _, p := range places.All {
		if p.RoomID != 0 {
			count[p.WardID]++ // counts beds too: the order only has to lie behind what is there
		}
	}
	for _, w := range wanted {
		ward, _ := places.Ward(w.Ward)
		at := inside{ward, RoomKey(w.Room)}
		if _, there := places.Room(ward, w.Room); there || w.Room == "" || seen[at] {
			continue
		}
		seen[at] = true
		rows = append(rows, *newRoom(campusID, ward, w.Room, since, 0))
	}
	slices.SortStableFunc(rows, func(a, b Room) int { return byNumber(a.Name, b.Name) })
	for i := range rows {
		count[rows[i].WardID]++
		rows[i].Position = count[rows[i].WardID]
	}
	made.Rooms = len(rows)
	return len(rows) > 0, taken(db.Append(tx, rows), "")
}

func makeBeds(tx *db.Tx, campusID uint64, wanted []PlaceWanted, since value.Day, places *Places, made *Made) (bool, error) {
	var rows []Bed
	seen := map[inside]bool{}
	count := map[uint64]int{}
	for _, p := range places.All {
		if p.BedID != 0 {
			count[p.RoomID]++
		}
	}
	for _, w := range wanted {
		ward, _ := places.Ward(w.Ward)
		room, _ := places.Room(ward, w.Room)
		at := inside{room, BedKey(w.Bed)}
		if _, there := places.Bed(room, w.Bed); there || room == 0 || w.Bed == "" || seen[at] {
			continue
		}
		seen[at] = true
		rows = append(rows, *newBed(Room{ID: room, CampusID: campusID, WardID: ward}, w.Bed, since, 0))
	}
	slices.SortStableFunc(rows, func(a, b Bed) int { return byNumber(a.Name, b.Name) })
	for i := range rows {
		count[rows[i].RoomID]++
		rows[i].Position = count[rows[i].RoomID]
	}
	made.Beds = len(rows)
	return len(rows) > 0, taken(db.Append(tx, rows), "")
}
