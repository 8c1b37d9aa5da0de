package files

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"net/http"
	"sync/atomic"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // what some phones send

	"maiam/models/fault"
)

const (
	mostPoints = 40_000_000 // a picture of 40 megapixels takes 160 MB while it is drawn
	mostScans  = 64         // passes in which a JPEG becomes sharper; phones and scanners make ten at most
	longEdge   = 2000       // of the picture that is kept: a paper stays readable
	smallEdge  = 400        // of the small one beside it
)

// drawing lets two pictures be drawn at a time, so that a dozen phones do not fill the memory.
var drawing = make(chan struct{}, 2)

var turn atomic.Uint64

func nextTurn() uint64 { return turn.Add(1) }

// picture is a photograph drawn anew in two sizes.
type picture struct {
	kind          string
	large, small  []byte
	width, height int
}

// scaled draws a picture into a square of an edge, upright; it never grows.
func scaled(src image.Image, orientation, edge int) image.Image {
	b := src.Bounds()
	w, h := b.Dx(), b.Dy()
	if long := max(w, h); long > edge {
		w, h = max(1, w*edge/long), max(1, h*edge/long)
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	// A picture with clear parts gets a white ground, as paper has.
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(dst, dst.Bounds(), src, b, draw.Over, nil)
	return upright(dst, orientation)
}

// redrawn reads a picture and draws it anew, upright and without anything that is not seen. Its
// size is asked before its points are read: a small file can unfold into gigabytes.
func redrawn(body []byte) (*picture, error) {
	cfg, _, err := image.DecodeConfig(bytes.NewReader(body))
	if err != nil {
		return nil, fault.Field("file", "files.unreadable").Because(err)
	}
	most := mostPoints
	switch cfg.ColorModel {
	case color.RGBA64Model, color.NRGBA64Model, color.Gray16Model:
		most /= 2 // each of its points takes twice the memory
	}
	if cfg.Width <= 0 || cfg.Height <= 0 || cfg.Width > most/cfg.Height {
		return nil, fault.Field("file", "files.too_many_points", fault.A{"mp": most / 1_000_000})
	}
	// Each pass of a JPEG goes over the whole picture: a file of twenty megabytes can hold enough of
	// them to keep a processor busy for an hour.
	if bytes.Count(body, []byte{0xff, 0xda}) > mostScans && http.DetectContentType(body) == "image/jpeg" {
		return nil, fault.Field("file", "files.unreadable")
	}
	drawing <- struct{}{}
	defer func() { <-drawing }()
	src, kind, err := image.Decode(bytes.NewReader(body))
	if err != nil {
		return nil, fault.Field("file", "files.unreadable").Because(err)
	}
	orientation := 1
	if kind == "jpeg" {
		orientation = orientationOf(body)
	}
	large := scaled(src, orientation, longEdge)
	p := &picture{kind: "image/jpeg", width: large.Bounds().Dx(), height: large.Bounds().Dy()}
	if p.large, err = pressed(large, 85); err != nil {
		return nil, err
	}
	if kind == "png" { // a scan in few colours is sharper and often smaller as it came
		var b bytes.Buffer
		if png.Encode(&b, large) == nil && b.Len() < len(p.large) {
			p.kind, p.large = "image/png", b.Bytes()
		}
	}
	p.small, err = pressed(scaled(large, 1, smallEdge), 80)
	return p, err
}

func pressed(img image.Image, quality int) ([]byte, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}

// upright turns a picture as its orientation mark says (1 is upright, 2 to 8 are turned or
// mirrored).
func upright(src *image.RGBA, orientation int) image.Image {
	if orientation < 2 || orientation > 8 {
		return src
	}
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	dw, dh := w, h
	if orientation >= 5 {
		dw, dh = h, w
	}
	dst := image.NewRGBA(image.Rect(0, 0, dw, dh))
	for y := range h {
		for x := range w {
			var to [2]int
			switch orientation {
			case 2:
				to = [2]int{w - 1 - x, y}
			case 3:
				to = [2]int{w - 1 - x, h - 1 - y}
			case 4:
				to = [2]int{x, h - 1 - y}
			case 5:
				to = [2]int{y, x}
			case 6:
				to = [2]int{h - 1 - y, x}
			case 7:
				to = [2]int{h - 1 - y, w - 1 - x}
			case 8:
				to = [2]int{y, w - 1 - x}
			}
			dst.SetRGBA(to[0], to[1], src.RGBAAt(x, y))
		}
	}
	return dst
}

// orientationOf finds the orientation mark that a phone leaves in a JPEG; 1 when there is none.
func orientationOf(body []byte) int {
	for at := 2; at+4 <= len(body) && body[at] == 0xff; {
		marker, size := body[at+1], int(binary.BigEndian.Uint16(body[at+2:]))
		if marker == 0xda || size < 2 || at+2+size > len(body) {
			return 1
		}
		segment := body[at+4 : at+2+size]
		if marker == 0xe1 && len(segment) > 14 && string(segment[:6]) == "Exif\x00\x00" {
			return orientationIn(segment[6:])
		}
		at += 2 + size
	}
	return 1
}

// orientationIn reads the mark (tag 0x0112) from the first table of a TIFF header.
func orientationIn(tiff []byte) int {
	var order binary.ByteOrder = binary.BigEndian
	switch string(tiff[:2]) {
	case "II":
		order = binary.LittleEndian
	case "MM":
	default:
		return 1
	}
	first := int64(order.Uint32(tiff[4:]))
	if first+2 > int64(len(tiff)) {
		return 1
	}
	n := int64(order.Uint16(tiff[first:]))
	for i := range n {
		entry := first + 2 + 12*i
		if entry+12 > int64(len(tiff)) {
			return 1
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			if mark := int(order.Uint16(tiff[entry+8:])); mark >= 1 && mark <= 8 {
				return mark
			}
			return 1
		}
	}
	return 1
}
