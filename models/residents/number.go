package residents

import (
	"fmt"
	"strings"

	"maiam/models/db"
	"maiam/models/fault"
	"maiam/models/value"
	"maiam/models/wards"
)

// book is the one row that knows the last number given. Whoever gives one holds it until the person
// is written, so that no number is given twice and none is left out.
type book struct {
	ID     uint64
	Prefix string
	Last   uint64
}

// TableName names the table.
func (book) TableName() string { return "residents_numbers" }

// theBook is the number of the only row: there is one centre.
const theBook = 1

// number is a resident number before it is written out.
type number struct {
	prefix string
	n      uint64
}

// takeNumbers gives the first of n numbers that follow each other.
func takeNumbers(tx *db.Tx, n int) (number, error) {
	held, err := db.Hold[book](tx, theBook)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		held, err = firstBook(tx)
	}
	if err != nil {
		return number{}, err
	}
	b := held[0]
	first := number{b.Prefix, b.Last + 1}
	b.Last += uint64(n) // #nosec G115 -- how many people are given one: a length
	return first, db.Change(tx, &b, "last")
}

// firstBook begins the book; of two who begin it at once, the slower takes the other's.
func firstBook(tx *db.Tx) ([]book, error) {
	centre, err := wards.TheCentre(tx)
	if err != nil {
		return nil, err
	}
	err = db.Add(tx, &book{ID: theBook, Prefix: prefixOf(centre)})
	if err != nil && !db.Duplicate(err, "PRIMARY") && !db.Duplicate(err, "residents_numbers") {
		return nil, err
	}
	return db.Hold[book](tx, theBook)
}

// prefixOf makes the letters in front of every number from the centre's name, as NA for the centre
// of Nghệ An. They stay when the centre is renamed, because the numbers stand in papers.
func prefixOf(c *wards.Centre) string {
	name := ""
	if c != nil {
		if name = c.ShortName; name == "" {
			name = c.Name
		}
	}
	letters := ""
	for _, r := range strings.ToUpper(value.Fold(string(value.Name(name).Initials()))) {
		if r >= 'A' && r <= 'Z' {
			letters += string(r)
		}
	}
	if letters == "" {
		return "MA"
	}
	return letters
}

// next is the number that follows.
func (n number) next() number { return number{n.prefix, n.n + 1} }

// String writes the number as it stands on papers: NA-000123.
func (n number) String() string { return fmt.Sprintf("%s-%06d", n.prefix, n.n) }

// numbered gives the person a number, and with it a name where nobody knows one and none was given
// meanwhile.
func (p *Person) numbered(n number) {
	p.Number = n.String()
	if p.NameUnknown && p.Name == "" {
		p.called(fmt.Sprintf("Vô danh số %d", n.n))
	}
}
