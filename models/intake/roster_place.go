package intake

import (
	"regexp"
	"strings"

	"maiam/models/value"
	"maiam/models/wards"
)

// placeKey names a bed so that spellings of one bed agree: "Khu B / P.201 / G01" and "B, 201, 1".
type placeKey struct{ ward, room, bed string }

var wardPrefix = regexp.MustCompile(`^(khu nha|khu|day nha|day|nha|khoa|ward|zone)( so)? `)

func wardKey(s string) string {
	w := words(s)
	if cut := wardPrefix.FindString(w); cut != "" && len(cut) < len(w) {
		w = w[len(cut):]
	}
	return w
}

// roomName and bedName drop the word that the heading already says: "P.201" is
// room 201 and "giường 3" is bed 3.
func roomName(s string) string { return wards.RoomName(s) }

var bedWord = regexp.MustCompile(`(?i)^(giường|giuong|bed|g)(\s*(số|so)\b)?\s*[.:]?\s*(\d.*)$`)

func bedName(s string) string {
	s = value.CleanText(s)
	if m := bedWord.FindStringSubmatch(s); m != nil {
		return m[4]
	}
	return s
}

// splitPlace reads a bed written in one cell: "205-3", "P205/G3", "Khu B - 205 - 3".
// The parts are ward (may be empty), room and bed.
func splitPlace(s string) (parts [3]string, ok bool) {
	fields := strings.FieldsFunc(value.CleanText(s), func(r rune) bool {
		return strings.ContainsRune("-–—/,;|\\", r)
	})
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	if len(fields) == 1 { // "P205 G3", "205.3"
		fields = strings.FieldsFunc(fields[0], func(r rune) bool { return r == ' ' || r == '.' })
		var joined []string
		for _, f := range fields { // "P. 205" and "giường 3" are one part each
			if n := len(joined); n > 0 && !strings.ContainsAny(joined[n-1], "0123456789") {
				joined[n-1] += " " + f
				continue
			}
			joined = append(joined, f)
		}
		fields = joined
	}
	if len(fields) < 2 || len(fields) > 3 {
		return parts, false
	}
	if len(fields) == 2 {
		fields = append([]string{""}, fields...)
	}
	room, bed := roomName(fields[1]), bedName(fields[2])
	if len([]rune(room)) > 8 || len([]rune(bed)) > 6 || len([]rune(fields[0])) > 40 {
		return parts, false
	}
	if !strings.ContainsAny(room, "0123456789") || !strings.ContainsAny(bed, "0123456789") {
		return parts, false
	}
	return [3]string{fields[0], room, bed}, true
}

var wardInText = regexp.MustCompile(`(?i)(?:^|[\s(:,-])((?:khu|dãy|day|khoa)\s+(?:nhà\s+|nha\s+)?["“]?([\p{L}\d]{1,12}(?:\s\d{1,2})?))["”]?\s*(?:$|[\s).,;:–-])`)

// wardNamed finds a ward in a sheet's name or title: "DANH SÁCH KHU B".
func wardNamed(s string) string {
	m := wardInText.FindStringSubmatch(value.CleanText(s))
	if m == nil || has("vuc|cong|o|nha|tap|pho|dan", words(m[2])) {
		return ""
	}
	return tidyWard(m[1], "")
}

// wardWords are the words for a ward as people write them with all their marks.
var wardWords = map[string]string{"khu": "khu", "nha": "nhà", "day": "dãy", "khoa": "khoa", "phan": "phân", "so": "số"}

// tidyWard writes a ward's name as people say it: "KHU NHA A" is "Khu nhà A". A
// bare letter or number gets the word of its heading.
func tidyWard(s, heading string) string {
	s = strings.Trim(value.CleanText(s), ` "“”:.-`)
	if s == "" {
		return ""
	}
	if len([]rune(s)) <= 3 && wardKey(s) == words(s) && wardPrefix.MatchString(words(heading)+" ") {
		s = heading + " " + s
	}
	parts := strings.Fields(s)
	for i, p := range parts {
		word, known := wardWords[words(p)]
		if !known || i == len(parts)-1 {
			break
		}
		if i == 0 {
			r := []rune(word)
			word = strings.ToUpper(string(r[:1])) + string(r[1:])
		}
		parts[i] = word
	}
	return strings.Join(parts, " ")
}
