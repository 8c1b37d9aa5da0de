package components

import (
	"context"
	"strings"
	"testing"

	"maiam/handlers/parts"
	"maiam/handlers/words"

	"github.com/PuerkitoBio/goquery"
)

func TestEveryScreenIsWholeInBothLanguages(t *testing.T) {
	if err := words.Register(parts.Texts, Texts); err != nil {
		t.Fatal(err)
	}
	words.ForgetMissed()
	for _, lang := range words.Languages {
		for _, screen := range Screens {
			ctx := words.With(context.Background(), lang)
			var page strings.Builder
			if err := Page(ctx, Data{Screen: screen, At: "/components"}).Render(ctx, &page); err != nil {
				t.Fatal(err)
			}
			doc, err := goquery.NewDocumentFromReader(strings.NewReader(page.String()))
			if err != nil {
				t.Fatal(err)
			}
			if doc.Find("html").AttrOr("lang", "") != lang || doc.Find("h1").Length() != 1 {
				t.Errorf("%s %q: language or heading is wrong", lang, screen)
			}
			if doc.Find("[style], style, script:not([src])").Length() != 0 {
				t.Errorf("%s %q: style or script in line", lang, screen)
			}
			ids := map[string]bool{}
			doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
				id := s.AttrOr("id", "")
				if ids[id] {
					t.Errorf("%s %q: the id %q stands twice", lang, screen, id)
				}
				ids[id] = true
			})
		}
	}
	if missed := words.Missed(); len(missed) > 0 {
		t.Errorf("texts are missing: %v", missed)
	}
}
