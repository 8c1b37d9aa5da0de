package main

import (
	"context"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// The manual is read where there is no network, so its pictures lie in the repository, small.
const (
	pictureMost = 60_000
	pictureFar  = 63 // colours of a picture: letters and icons need no more
)

// TestJourneysOfTheManual draws the pictures of docs/manual from a fresh sample house
// (app/assets/journeys/manual.mjs), so that a page which the manual shows cannot go without being
// missed here. With MAIAM_PICTURES=<folder>, as `make manual` has it, they are kept.
func TestJourneysOfTheManual(t *testing.T) {
	if testing.Short() {
		t.Skip("the pictures of the manual take half a minute and are left out with -short")
	}
	chromium := needs(t, "chromium")
	node := needs(t, "node")
	if _, err := os.Stat("assets/node_modules/playwright-core"); err != nil {
		t.Skip("the pictures of the manual need npm's packages: make assets")
	}
	house, raw := startHouse(t), t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	walk := exec.CommandContext(ctx, node, "assets/journeys/manual.mjs")
	walk.Env = append(os.Environ(), "BASE_URL="+house.url, "PASSWORD="+house.password(), "OUT="+raw, "CHROMIUM="+chromium)
	if said, err := walk.CombinedOutput(); err != nil {
		t.Fatalf("the pictures were not drawn: %v\n%s", err, said)
	}

	to := os.Getenv("MAIAM_PICTURES")
	if to == "" {
		to = t.TempDir()
	}
	for _, lang := range []string{"vi", "en"} {
		drawn := pngs(t, filepath.Join(raw, lang))
		if len(drawn) == 0 {
			t.Fatalf("no picture was drawn in %s", lang)
		}
		if err := os.MkdirAll(filepath.Join(to, lang), 0o755); err != nil {
			t.Fatal(err)
		}
		for _, name := range drawn {
			size := shrink(t, filepath.Join(raw, lang, name), filepath.Join(to, lang, name))
			if size > pictureMost {
				t.Errorf("%s/%s has %d bytes, %d at most: show less of the page", lang, name, size, pictureMost)
			}
		}
		if kept := pngs(t, filepath.Join("../docs/manual/pictures", lang)); !slices.Equal(kept, drawn) {
			t.Errorf("docs/manual/pictures/%s has %v, the house draws %v: make manual, and remove what is no longer drawn", lang, kept, drawn)
		}
	}
}

func pngs(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range paths {
		paths[i] = filepath.Base(paths[i])
	}
	return paths
}

// shrink writes a picture with its most frequent colours alone, and gives its size.
func shrink(t *testing.T, from, to string) int64 {
	t.Helper()
	file, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	whole, err := png.Decode(file)
	if err != nil {
		t.Fatal(err)
	}
	box := whole.Bounds()
	often := map[color.Color]int{}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			often[near(whole.At(x, y))]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(often), func(a, b color.Color) int {
		if often[a] != often[b] {
			return often[b] - often[a]
		}
		return slices.Compare(shades(a), shades(b))
	})
	small := image.NewPaletted(box, color.Palette(colours[:min(len(colours), pictureFar)]))
	index := map[color.Color]uint8{}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			c := near(whole.At(x, y))
			at, known := index[c]
			if !known {
				at = uint8(small.Palette.Index(c))
				index[c] = at
			}
			small.SetColorIndex(x, y, at)
		}
	}
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(out, small)
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err != nil {
		t.Fatal(err)
	}
	told, err := os.Stat(to)
	if err != nil {
		t.Fatal(err)
	}
	return told.Size()
}

// near takes the last four bits of each part away: eyes do not see them, and letters need fewer
// shades of their edges.
func near(c color.Color) color.Color {
	r, g, b, _ := c.RGBA()
	step := func(part uint32) uint8 { return uint8(min(255, (part>>8+8)/16*16)) }
	return color.RGBA{step(r), step(g), step(b), 255}
}

func shades(c color.Color) []uint32 {
	r, g, b, _ := c.RGBA()
	return []uint32{r, g, b}
}
