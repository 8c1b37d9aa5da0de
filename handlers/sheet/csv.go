package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"maiam/models/fault"
	"maiam/models/value"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
)

// looksLikeText tells a CSV file from everything else by its first bytes.
func looksLikeText(head []byte) bool {
	if encodingOf(head) != nil {
		return true
	}
	for _, kind := range []string{"PK\x03\x04", "%PDF", "{\\rtf", "<!DOCTYPE", "<html", "<?xml"} {
		if bytes.HasPrefix(bytes.TrimSpace(head), []byte(kind)) {
			return false
		}
	}
	for _, b := range head {
		if b < ' ' && b != '\n' && b != '\r' && b != '\t' {
			return false
		}
	}
	return len(head) > 0
}

// ReadCSV reads a CSV file as programs write it here: UTF-8 or UTF-16, with or without a byte
// order mark, parted by comma, semicolon or tab. Every cell is text; nothing is guessed to be a
// number or a date. Old Vietnamese character sets are refused, since letters would be lost.
func ReadCSV(name string, r io.Reader, limits Limits) (*Book, error) {
	raw, err := io.ReadAll(io.LimitReader(r, limits.FileBytes+1))
	switch {
	case err != nil:
		return nil, damaged(err)
	case int64(len(raw)) > limits.FileBytes:
		return nil, tooLarge(limits)
	}
	text, err := decodeText(raw)
	if err != nil {
		return nil, err
	}
	comma := separator(text)
	if first, rest, found := strings.Cut(text, "\n"); found && strings.HasPrefix(strings.ToLower(first), "sep=") {
		text = rest
	}
	reader := csv.NewReader(strings.NewReader(text))
	reader.Comma, reader.LazyQuotes, reader.FieldsPerRecord, reader.ReuseRecord = comma, true, -1, true
	grid, cells, filled := value.Grid{Name: name}, 0, false
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, damaged(err)
		}
		// The reader passes over empty lines; the line on which a record starts keeps the count.
		at, _ := reader.FieldPos(0)
		switch cells += len(record); {
		case at > 2*limits.Rows || len(grid.Rows) >= limits.Rows:
			return nil, tooManyRows(limits)
		case len(record) > limits.Columns:
			return nil, tooWide(limits)
		case cells > limits.Cells:
			return nil, tooMuchInside()
		}
		row := make([]value.GridCell, len(record))
		for i, field := range record {
			if field = tidy(field); field != "" {
				row[i], filled = value.GridCell{Text: field, Kind: value.GridText}, true
			}
		}
		for len(grid.Rows) < at-1 && len(grid.Rows) < limits.Rows {
			grid.Rows = append(grid.Rows, nil)
		}
		grid.Rows = append(grid.Rows, row)
	}
	if !filled {
		return nil, empty()
	}
	return &Book{Grids: []value.Grid{grid}}, nil
}

// decodeText gives the file's text in UTF-8.
func decodeText(raw []byte) (string, error) {
	from := encodingOf(raw)
	if from != nil {
		decoded, err := from.NewDecoder().Bytes(raw)
		if err != nil {
			return "", damaged(err)
		}
		raw = decoded
	}
	raw = bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))
	switch {
	case len(bytes.TrimSpace(raw)) == 0:
		return "", empty()
	case bytes.IndexByte(raw, 0) >= 0:
		return "", notASpreadsheet()
	case !utf8.Valid(raw):
		return "", notUTF8()
	}
	return string(raw), nil
}

// encodingOf finds UTF-16 by its byte order mark, or by its zero bytes, which no UTF-8 text has.
func encodingOf(raw []byte) encoding.Encoding {
	switch {
	case bytes.HasPrefix(raw, []byte("\xFF\xFE")):
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	case bytes.HasPrefix(raw, []byte("\xFE\xFF")):
		return unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM)
	}
	head, zeros := raw[:min(len(raw), 512)], [2]int{}
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch enough := len(head) / 8; {
	case len(head) < 4:
	case zeros[1] > enough && zeros[0] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case zeros[0] > enough && zeros[1] == 0:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	return nil
}

// separator takes the sign that parts the first lines into the most columns; a line "sep=;" says
// it outright.
func separator(text string) rune {
	if rest, ok := strings.CutPrefix(strings.ToLower(text), "sep="); ok {
		if r, _ := utf8.DecodeRuneInString(rest); strings.ContainsRune(",;\t|", r) {
			return r
		}
	}
	best, most := ',', 0
	for _, comma := range []rune{',', ';', '\t'} {
		reader := csv.NewReader(strings.NewReader(text))
		reader.Comma, reader.LazyQuotes, reader.FieldsPerRecord = comma, true, -1
		count := 0
		for range 20 {
			record, err := reader.Read()
			if err != nil {
				break
			}
			count += len(record) - 1
		}
		if count > most {
			best, most = comma, count
		}
	}
	return best
}

func notUTF8() error { return fault.New(fault.Invalid, "sheet.not_utf8") }
