package staff

import (
	"fmt"
	"time"

	"maiam/models/db"
	"maiam/models/fault"
)

// wordRow is the word on paper with which somebody switches the second step on whose role demands it: who
// has only learnt the password has no paper. The house keeps its hash.
type wordRow struct {
	ID       uint64
	MemberID uint64
	WordHash string
	GivenAt  time.Time
	GivenBy  uint64 // 0: whoever commands the server
	Until    time.Time
}

// TableName names the table.
func (wordRow) TableName() string { return "staff_words" }

const (
	wordWidth = 12                 // letters: sixty bits
	wordFor   = 3 * 24 * time.Hour // a weekend lies between Friday's paper and Monday's phone
	firstDay  = 24 * time.Hour
)

func wordHash(member uint64, word string) string {
	return tokenHash(fmt.Sprintf("word %d %s", member, typedCode(word)))
}

// GiveWord makes the word with which somebody switches the second step on for the first time, or after it
// was taken off; one before it is worthless. It is shown once, and goes from hand to hand. It needs
// staff.appoint, and staff.edit over everything the person may do; nobody gives it to themself, and only
// those give it who sign in with a second step: otherwise one stolen password could let in another. A
// house where nobody has one yet, or a lone administrator, asks whoever commands the server (maiam user
// word).
func GiveWord(tx *db.Tx, id uint64) (word string, m *Member, err error) {
	if err := tx.May(Appoint); err != nil {
		return "", nil, err
	}
	if m, _, err = editable(tx, id); err != nil {
		return "", nil, err
	}
	row, err := codeOf(tx, m.ID)
	switch {
	case err != nil:
		return "", nil, err
	case m.ID == tx.Actor.ID:
		return "", nil, fault.New(fault.Conflict, "staff.not_oneself")
	case row != nil && row.ConfirmedAt != nil:
		return "", nil, fault.New(fault.Conflict, "staff.word.has_code")
	}
	if !tx.Actor.IsHouse() {
		if own, err := WantsCode(tx, tx.Actor.ID); err != nil {
			return "", nil, err
		} else if !own {
			return "", nil, fault.New(fault.Conflict, "staff.word.own_first")
		}
	}
	letters := make([]byte, wordWidth)
	for i := range letters {
		letters[i] = badgeLetters[pick(len(badgeLetters))]
	}
	word = string(letters)
	if _, err := db.RemoveWhere[wordRow](tx, "member_id = ?", m.ID); err != nil {
		return "", nil, err
	}
	return word, m, db.Add(tx, &wordRow{MemberID: m.ID, WordHash: wordHash(m.ID, word), GivenAt: tx.Now, GivenBy: tx.Actor.ID, Until: tx.Now.Add(wordFor)})
}

// wantsWord tells whether a person switches the second step on with a word on paper: where a role of today
// demands it, save on the first day of an account that the house itself made, when whoever sets the house
// up sits at it.
func wantsWord(tx *db.Tx, m *Member) (bool, error) {
	if m.RecordedBy == 0 && tx.Now.Sub(m.RecordedAt) < firstDay {
		return false, nil
	}
	must, _, err := codeDue(tx, m.ID)
	return must, err
}

// fitsWord tells whether a word is the one that a person was given; it holds until it was used, or for
// three days.
func fitsWord(tx *db.Tx, member uint64, word string) (bool, error) {
	if len(typedCode(word)) != wordWidth {
		return false, nil
	}
	return db.From[wordRow](tx).Where("member_id = ? AND word_hash = ? AND until > ?", member, wordHash(member, word), tx.Now).Exists()
}
