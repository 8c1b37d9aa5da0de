package presence_test

import (
	"testing"

	presencedesk "maiam/handlers/presence"
	"maiam/handlers/words"
)

func TestTexts(t *testing.T) { words.Check(t, presencedesk.Texts) }
