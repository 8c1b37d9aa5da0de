package parts

import (
	"context"
	"strings"

	"maiam/handlers/words"
)

// Beside is the mother, father or baby of somebody, with the bed in which that one lies. Ward and
// Room are empty where they are the same as the person's own; a baby without a bed lies with its
// mother.
type Beside struct {
	Relation, Name  string
	Ward, Room, Bed string
}

// Chip says it in a few words: "Con: Bé Na · G2", "Con nằm cùng: Bé Na".
func (b Beside) Chip(ctx context.Context) Chip {
	return Chip{Tone: Info, Icon: "heart", Text: words.T(ctx, b.key(), words.A{"name": b.Name, "where": b.Where(ctx)})}
}

func (b Beside) key() string {
	switch {
	case b.Bed != "":
		return "parts.beside." + b.Relation
	case b.Relation == "child":
		return "parts.beside.child_with"
	}
	return "parts.beside." + b.Relation + "_no_bed"
}

// Where is the bed of that one, as far as it is another place than the person's own.
func (b Beside) Where(ctx context.Context) string {
	var said []string
	if b.Bed != "" {
		said = append(said, b.Bed)
	}
	if b.Room != "" {
		said = append(said, words.T(ctx, "parts.beside.room", words.A{"room": b.Room}))
	}
	if b.Ward != "" {
		said = append(said, b.Ward)
	}
	return strings.Join(said, " · ")
}
