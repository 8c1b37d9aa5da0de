package web

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/klauspost/compress/flate"
)

// pressLevel is how hard pages are pressed: the third of nine levels, where half a page more of
// effort saves few bytes.
const pressLevel = 3

// Kept is a piece of a page that is shown to many: it is drawn once and pressed once. What stands
// around it, the visitor's own frame, is drawn and pressed for each.
type Kept struct {
	plain   []byte
	once    sync.Once
	pressed []byte
}

// Keep makes a piece of what was drawn.
func Keep(plain []byte) *Kept { return &Kept{plain: plain} }

// Kept puts a kept piece into the page. A page has one such piece.
func (call *Call) Kept(k *Kept) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		call.kept = k
		_, err := w.Write(k.plain)
		return err
	})
}

// press gives the piece as blocks of deflate that stand on whole bytes and refer to nothing before
// them, so that they fit between any others.
func (k *Kept) press() []byte {
	k.once.Do(func() {
		var b bytes.Buffer
		press(&b, k.plain, false)
		k.pressed = b.Bytes()
	})
	return k.pressed
}

var presses = sync.Pool{New: func() any {
	w, err := flate.NewWriter(io.Discard, pressLevel)
	if err != nil {
		panic(err) // a level that does not exist
	}
	return w
}}

func press(to *bytes.Buffer, plain []byte, last bool) {
	w := presses.Get().(*flate.Writer)
	w.Reset(to)
	_, _ = w.Write(plain) // a buffer in memory refuses nothing
	if last {
		_ = w.Close()
	} else {
		_ = w.Flush()
	}
	presses.Put(w)
}

// zipped gives a page around its kept piece in the gzip format (RFC 1952), or false when the visitor
// does not take it.
func (call *Call) zipped(page []byte) ([]byte, bool) {
	k := call.kept
	if k == nil || !takesGzip(call.C.Request) {
		return nil, false
	}
	head, tail, found := bytes.Cut(page, k.plain)
	if !found || len(k.plain) == 0 {
		return nil, false
	}
	b := bytes.NewBuffer(make([]byte, 0, len(page)/4))
	b.Write([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255})
	press(b, head, false)
	b.Write(k.press())
	press(b, tail, true)
	var end [8]byte
	binary.LittleEndian.PutUint32(end[:4], crc32.ChecksumIEEE(page))
	binary.LittleEndian.PutUint32(end[4:], uint32(len(page))) // #nosec G115 -- the format keeps the length modulo 2^32
	b.Write(end[:])
	return b.Bytes(), true
}

// takesGzip tells whether a visitor reads gzip.
func takesGzip(r *http.Request) bool {
	for one := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(one), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			weight = strings.ReplaceAll(weight, " ", "")
			return strings.Trim(strings.TrimPrefix(strings.ToLower(weight), "q="), "0.") != "" || weight == ""
		}
	}
	return false
}
