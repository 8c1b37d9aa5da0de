package residents

import (
	"slices"
	"strings"

	"maiam/models/value"
)

// Called is a name as it is heard on a ward: its words without accents and case.
type Called []string

// CalledBy takes a name apart once, so that it can be held against many.
func CalledBy(name string) Called { return strings.Fields(value.Fold(name)) }

// CalledAlike tells that two names can be taken for each other on a ward.
func CalledAlike(a, b string) bool { return CalledBy(a).Like(CalledBy(b)) }

// Like tells that two names can be taken for each other: the same but for accents and case, or the
// same family and given name where one of the two only has more between them, as Nguyễn Hoa and
// Nguyễn Thị Hoa.
func (x Called) Like(y Called) bool {
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	if slices.Equal(x, y) {
		return true
	}
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < 2 || x[0] != y[0] || x[len(x)-1] != y[len(y)-1] {
		return false
	}
	at := 0
	for _, word := range y { // what the shorter one has stands in the longer one, in its order
		if at < len(x) && word == x[at] {
			at++
		}
	}
	return at == len(x) && len(x) < len(y)
}
