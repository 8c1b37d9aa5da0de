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
	pictureFar  = 16 // colours of a picture: a point of it takes half a byte
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
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	walk := exec.CommandContext(ctx, node, "assets/journeys/manual.mjs")
	walk.Env = append(os.Environ(), "BASE_URL="+house.url, "PASSWORD="+house.password(), "OUT="+raw, "ZONE="+zone(t), "CHROMIUM="+chromium)
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
	exact, often := map[color.RGBA]map[color.RGBA]int{}, map[color.RGBA]int{}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			c := color.RGBAModel.Convert(whole.At(x, y)).(color.RGBA)
			if exact[near(c)] == nil {
				exact[near(c)] = map[color.RGBA]int{}
			}
			exact[near(c)][c]++
			often[near(c)]++
		}
	}
	var palette color.Palette
	for _, group := range tellingFirst(often) {
		palette = append(palette, mostFirst(exact[group])[0])
	}
	small := image.NewPaletted(box, palette)
	index := map[color.RGBA]uint8{}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			c := color.RGBAModel.Convert(whole.At(x, y)).(color.RGBA)
			at, known := index[c]
			if !known {
				at = uint8(palette.Index(c))
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

// near gathers colours that eyes hardly tell apart; of each group the most frequent one is kept.
func near(c color.RGBA) color.RGBA { return color.RGBA{c.R &^ 15, c.G &^ 15, c.B &^ 15, 255} }

// tellingFirst picks the colours of a picture: the most frequent, then each time the one that would be
// missed most, being frequent and far from all that were picked, so that a small red sign stays red.
func tellingFirst(often map[color.RGBA]int) (picked []color.RGBA) {
	all := mostFirst(often)
	far := make([]int, len(all)) // how far each lies from what was picked
	for i := range far {
		far[i] = 1 << 20
	}
	for range min(len(all), pictureFar) {
		best := 0
		for i, c := range all {
			if often[c]*far[i] > often[all[best]]*far[best] {
				best = i
			}
		}
		picked = append(picked, all[best])
		for i, c := range all {
			r, g, b := int(c.R)-int(all[best].R), int(c.G)-int(all[best].G), int(c.B)-int(all[best].B)
			far[i] = min(far[i], r*r+g*g+b*b)
		}
	}
	return picked
}

// mostFirst orders colours by how often they are there, and always alike.
func mostFirst(often map[color.RGBA]int) []color.RGBA {
	return slices.SortedFunc(maps.Keys(often), func(a, b color.RGBA) int {
		if often[a] != often[b] {
			return often[b] - often[a]
		}
		return slices.Compare([]uint8{a.R, a.G, a.B}, []uint8{b.R, b.G, b.B})
	})
}
