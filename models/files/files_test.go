package files_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/files"
)

func open(t *testing.T) (*files.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	s, err := files.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, dir
}

// halves is a picture whose left half is red and right half blue.
func halves(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{200, 0, 0, 255}
			if x >= w/2 {
				c = color.RGBA{0, 0, 200, 255}
			}
			img.Set(x, y, c)
		}
	}
	return img
}

func asJPEG(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// marked puts an orientation mark and a place into a JPEG, as a phone does.
func marked(body []byte, orientation uint16, order binary.ByteOrder) []byte {
	tiff := []byte("MM\x00\x2a")
	if order == binary.LittleEndian {
		tiff = []byte("II\x2a\x00")
	}
	tiff = order.(binary.AppendByteOrder).AppendUint32(tiff, 8)
	tiff = order.(binary.AppendByteOrder).AppendUint16(tiff, 1)
	for _, n := range []uint16{0x0112, 3} {
		tiff = order.(binary.AppendByteOrder).AppendUint16(tiff, n)
	}
	tiff = order.(binary.AppendByteOrder).AppendUint32(tiff, 1)
	tiff = order.(binary.AppendByteOrder).AppendUint16(tiff, orientation)
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	tiff = append(tiff, "GPS 18.9N 105.3E"...)
	exif := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, byte((len(exif)+2)>>8), byte(len(exif)+2))
	return append(append(out, exif...), body[2:]...)
}

// passes is a JPEG that says over and over that it becomes sharper.
func passes(t *testing.T, n int) []byte {
	whole := asJPEG(t, halves(64, 64))
	at := bytes.Index(whole, []byte{0xff, 0xda})
	return slices.Concat(whole[:at], bytes.Repeat(whole[at:len(whole)-2], n), whole[len(whole)-2:])
}

// canvas is a WebP whose canvas and picture have sizes of their own.
func canvas(w, h, ofPicture, byHeight uint32) []byte {
	three := func(n uint32) []byte { return []byte{byte(n), byte(n >> 8), byte(n >> 16)} }
	body := append([]byte("WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00"), append(three(w-1), three(h-1)...)...)
	picture := binary.LittleEndian.AppendUint32([]byte{0x2f}, ofPicture-1|(byHeight-1)<<14)
	body = append(body, "VP8L\x06\x00\x00\x00"...)
	body = append(body, append(picture, 0)...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

// claims is a PNG of a few bytes that says it has very many points.
func claims(w, h uint32) []byte { return claimsDepth(w, h, 8) }

func claimsDepth(w, h uint32, bits byte) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	chunk := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	chunk = append(binary.BigEndian.AppendUint32(chunk, h), bits, 2, 0, 0, 0)
	b = append(binary.BigEndian.AppendUint32(b, 13), chunk...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(chunk))
}

func TestTakeRefuses(t *testing.T) {
	s, dir := open(t)
	short := asJPEG(t, halves(100, 50))
	for _, c := range []struct {
		name string
		want files.Want
		body []byte
		key  string
	}{
		{"Nothing", files.Photo, nil, "files.empty"},
		{"TooLarge", files.Scan, append([]byte("%PDF-1.7"), make([]byte, files.Limit)...), "files.too_large"},
		{"Text", files.Photo, []byte("<script>alert(1)</script>"), "files.wrong_type_photo"},
		{"PdfAsPhoto", files.Photo, []byte("%PDF-1.7 x %%EOF"), "files.wrong_type_photo"},
		{"PdfCutShort", files.Scan, append([]byte("%PDF-1.7 %%EOF"), make([]byte, 4096)...), "files.unreadable"},
		{"SheetAsScan", files.Scan, []byte("PK\x03\x04zip"), "files.wrong_type_scan"},
		{"Gif", files.Photo, []byte("GIF89a\x01\x00\x01\x00"), "files.wrong_type_photo"},
		{"CutShort", files.Photo, short[:len(short)/3], "files.unreadable"},
		{"Bomb", files.Photo, claims(60_000, 60_000), "files.too_many_points"},
		{"BombInSixteenBits", files.Photo, claimsDepth(6000, 6000, 16), "files.too_many_points"},
		{"NoPoints", files.Photo, claims(0, 10), "files.unreadable"},
		{"Passes", files.Photo, passes(t, 100_000), "files.unreadable"},
		{"SmallCanvasOverALargePicture", files.Photo, canvas(10, 10, 16_000, 16_000), "files.unreadable"},
		{"LargeCanvas", files.Photo, canvas(16_000, 16_000, 16_000, 16_000), "files.too_many_points"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := s.Take(c.want, "a.jpg", bytes.NewReader(c.body))
			if f := fault.Of(err); err == nil || len(f.Fields) != 1 || f.Fields[0].Key != c.key || f.Fields[0].Name != "file" {
				t.Errorf("want %s, got %v", c.key, err)
			}
		})
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 0 {
		t.Errorf("what was refused must leave nothing: %v %v", left, err)
	}
}

func TestPhotoIsDrawnAnew(t *testing.T) {
	s, _ := open(t)
	upright := map[uint16]string{1: "red blue", 2: "blue red", 3: "blue red", 6: "turned", 8: "turned"}
	for orientation, want := range upright {
		for _, order := range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
			c, err := s.Take(files.Photo, `C:\Ảnh\của tôi.jpg`, bytes.NewReader(marked(asJPEG(t, halves(600, 300)), orientation, order)))
			if err != nil {
				t.Fatal(err)
			}
			body, err := s.Read(c.Sum)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(body, []byte("GPS")) || bytes.Contains(body, []byte("Exif")) {
				t.Error("what the phone hid is still there")
			}
			if c.Name != "của tôi.jpg" || c.Type != "image/jpeg" || c.Size != int64(len(body)) {
				t.Errorf("got %+v", c)
			}
			img, err := jpeg.Decode(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if got := look(img); got != want {
				t.Errorf("orientation %d: want %s, got %s", orientation, want, got)
			}
			small, err := s.Read(c.Thumb)
			if err != nil {
				t.Fatal(err)
			}
			if cfg, err := jpeg.DecodeConfig(bytes.NewReader(small)); err != nil || max(cfg.Width, cfg.Height) != 400 {
				t.Errorf("the small picture is %d by %d, %v", cfg.Width, cfg.Height, err)
			}
		}
	}
}

// look tells how the picture of two halves stands.
func look(img image.Image) string {
	b := img.Bounds()
	if b.Dy() > b.Dx() {
		return "turned"
	}
	name := func(x int) string {
		r, _, bl, _ := img.At(x, b.Dy()/2).RGBA()
		if r > bl {
			return "red"
		}
		return "blue"
	}
	return name(10) + " " + name(b.Dx()-10)
}

func TestLargePhotoShrinks(t *testing.T) {
	s, _ := open(t)
	c, err := s.Take(files.Photo, "a.jpg", bytes.NewReader(asJPEG(t, halves(4000, 3000))))
	if err != nil || c.Width != 2000 || c.Height != 1500 {
		t.Errorf("%+v %v", c, err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewRGBA(image.Rect(0, 0, 3, 3000))); err != nil { // clear throughout
		t.Fatal(err)
	}
	if c, err = s.Take(files.Scan, "a.png", &b); err != nil || c.Width < 1 || c.Height != 2000 {
		t.Errorf("%+v %v", c, err)
	}
}

func TestScanKeepsPDF(t *testing.T) {
	s, _ := open(t)
	pdf := []byte("%PDF-1.7\nQuyết định\n%%EOF\n")
	c, err := s.Take(files.Scan, "../../etc/passwd", bytes.NewReader(pdf))
	if err != nil || c.Type != "application/pdf" || c.Name != "passwd" || c.Thumb != "" {
		t.Fatalf("%+v %v", c, err)
	}
	if body, err := s.Read(c.Sum); err != nil || !bytes.Equal(body, pdf) {
		t.Errorf("%q %v", body, err)
	}
}

func TestReadNoticesChange(t *testing.T) {
	s, dir := open(t)
	c, err := s.Take(files.Scan, "a.pdf", strings.NewReader("%PDF-1.7 one %%EOF"))
	if err != nil {
		t.Fatal(err)
	}
	for _, sum := range []string{"", "../secret", strings.Repeat("0", 64), strings.Repeat("g", 64), "/etc/passwd"} {
		if _, err := s.Read(sum); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%q: %v", sum, err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, c.Sum[:2], c.Sum), []byte("%PDF-1.7 two %%EOF"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Read(c.Sum); err == nil || fault.KindOf(err) != fault.Internal {
		t.Errorf("a changed file: %v", err)
	}
}

func TestTwinsStoreOnce(t *testing.T) {
	s, dir := open(t)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := s.Take(files.Scan, "a.pdf", strings.NewReader("%PDF-1.7 twin %%EOF")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	n := 0
	if err := filepath.WalkDir(dir, func(_ string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	}); err != nil || n != 1 {
		t.Errorf("%d files, %v", n, err)
	}
}

func TestKeepAndFind(t *testing.T) {
	s, _ := open(t)
	h := dbtest.Open(t)
	c, err := s.Take(files.Scan, "quyết định.pdf", strings.NewReader("%PDF-1.7 x %%EOF"))
	if err != nil {
		t.Fatal(err)
	}
	h.Do(func(tx *db.Tx) error {
		row, err := files.Keep(tx, 1, c)
		if err != nil {
			return err
		}
		got, err := files.Find(tx, row.ID)
		if err != nil || got.Name != "quyết định.pdf" || got.Sha256 != c.Sum || !got.RecordedAt.Equal(dbtest.Now) {
			t.Errorf("%+v %v", got, err)
		}
		all, err := files.FindAll(tx, []uint64{row.ID, 99})
		if len(all) != 1 {
			t.Errorf("%v", all)
		}
		return err
	})
}

func FuzzTake(f *testing.F) {
	f.Add([]byte("%PDF-1.7"))
	f.Add(claims(10, 10))
	f.Add(marked([]byte{0xff, 0xd8, 0xff, 0xd9}, 6, binary.BigEndian))
	s, err := files.Open(filepath.Join(f.TempDir(), "files"))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if _, err := s.Take(files.Photo, "x", bytes.NewReader(body)); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("%v", err)
		}
	})
}
