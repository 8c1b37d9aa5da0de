package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"mime/multipart"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
	formlib "github.com/go-playground/form/v4"
	"github.com/go-playground/validator/v10"
	"golang.org/x/text/unicode/norm"

	"maiam/handlers/words"
	"maiam/models/fault"
	"maiam/models/value"
)

// bodyLimit is the most a request may send where its door does not say otherwise.
const bodyLimit = 1 << 20

var check = newCheck()

func newCheck() *validator.Validate {
	v := validator.New(validator.WithRequiredStructEnabled())
	// Faults carry the name that forms and JSON use, not the one of Go.
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		if f.Anonymous {
			return words.Embedded // whatever its tag, which only lets the form's decoder in
		}
		for _, tag := range []string{"form", "json", "path", "file"} {
			if name, _, _ := strings.Cut(f.Tag.Get(tag), ","); name != "" && name != "-" {
				return name
			}
		}
		return f.Name
	})
	v.RegisterCustomTypeFunc(func(v reflect.Value) any {
		if d, ok := v.Interface().(value.Day); ok && !d.IsZero() {
			return d.String()
		}
		return ""
	}, value.Day{})
	return v
}

// Validator is the one that checks every input; areas add their own rules at start.
func Validator() *validator.Validate { return check }

// decoder reads form fields: <input name="note">, name="marks[3].ate".
func decoder(zone *time.Location) *formlib.Decoder {
	d := formlib.NewDecoder()
	d.SetMode(formlib.ModeExplicit)
	// An embedded struct has no name in a form: its fields stand beside the others.
	d.RegisterTagNameFunc(func(f reflect.StructField) string {
		if tag := f.Tag.Get("form"); tag != "" || !f.Anonymous {
			return tag
		}
		return f.Name
	})
	d.SetMaxArraySize(5000)
	d.RegisterCustomTypeFunc(func(v []string) (any, error) {
		if strings.TrimSpace(v[0]) == "" {
			return value.Day{}, nil
		}
		return value.ParseDay(v[0])
	}, value.Day{})
	d.RegisterCustomTypeFunc(func(v []string) (any, error) { return parseMoment(v[0], zone) }, time.Time{})
	return d
}

var errMoment = errors.New("web: no moment")

// parseMoment reads what a datetime field, a script or a person writes.
func parseMoment(text string, zone *time.Location) (time.Time, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return t.UTC(), nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", "02/01/2006 15:04", "2/1/2006 15:04", "02/01/2006 15h04"} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, errMoment
}

// bound is an input with what it was read from.
type bound[In any] struct {
	In     In
	Values url.Values // of a form
	Body   []byte     // canonical, for the receipt
	Key    string
}

// bind reads the path, then the query (GET), the form or the JSON body, then tidies and checks.
func bind[In any](call *Call, limit int64) (bound[In], error) {
	var b bound[In]
	c := call.C
	if limit == 0 {
		limit = bodyLimit
	}
	b.Key = c.GetHeader("Idempotency-Key")
	v := reflect.ValueOf(&b.In).Elem()
	var faults fault.Fields
	var err error
	switch {
	case v.Kind() != reflect.Struct:
	case c.Request.Method == http.MethodGet:
		b.Values = c.Request.URL.Query()
		err = decodeForm(call, &b.In, b.Values, &faults)
	case call.IsAPI() && !strings.HasPrefix(c.ContentType(), "multipart/"):
		b.Body, err = decodeJSON(c, &b.In, limit, &faults)
	default:
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
		if err = parseBody(c); err == nil {
			b.Values = c.Request.PostForm
			settleTakes(b.Values)
			if key := b.Values.Get(keyField); key != "" {
				b.Key = key
			}
			err = decodeForm(call, &b.In, b.Values, &faults)
			if err == nil {
				err = bindFiles(c, v, &b.Body)
			}
			b.Body = append(b.Body, canonical(b.Values)...)
		}
	}
	if err != nil {
		return b, err
	}
	if len(b.Key) > 200 {
		return b, fault.New(fault.Invalid, "web.key_too_long")
	}
	if v.Kind() != reflect.Struct {
		return b, nil
	}
	if err := bindPath(c, v); err != nil {
		return b, err
	}
	if etag := c.GetHeader("If-Match"); etag != "" {
		if f := v.FieldByName("Version"); f.IsValid() && f.Kind() == reflect.Uint64 {
			n, err := strconv.ParseUint(strings.Trim(etag, `W/"`), 10, 64)
			if err != nil {
				return b, fault.Field("version", "words.number")
			}
			f.SetUint(n)
		}
	}
	tidy(v, "", &faults)
	if len(faults) == 0 {
		if err := check.StructCtx(call.ctx, b.In); err != nil {
			return b, words.Broken(err)
		}
	}
	return b, faults.Err()
}

func parseBody(c *gin.Context) error {
	// Asked for several parts, net/http reads a form of one part first and keeps silent about what was
	// wrong with it: a form too large would be an empty one.
	err := c.Request.ParseForm()
	if err == nil && strings.HasPrefix(c.ContentType(), "multipart/") {
		err = c.Request.ParseMultipartForm(1 << 20)
	}
	if errors.Is(err, http.ErrNotMultipart) {
		err = nil
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return fault.New(fault.Invalid, "web.too_large", fault.A{"mb": max(1, large.Limit>>20)})
	case err != nil:
		return fault.New(fault.Invalid, "web.unreadable").Because(err)
	}
	return nil
}

// canonical is the form as sent but for the key itself, in a fixed order.
func canonical(values url.Values) []byte {
	kept := url.Values{}
	for name, v := range values {
		if name != keyField {
			kept[name] = v
		}
	}
	return []byte(kept.Encode())
}

// bracketed tells whether the name of a field closes each bracket that it opens. The form's decoder writes any
// other into the log and panics.
func bracketed(name string) bool {
	inside := false
	for _, b := range []byte(name) {
		if b != '[' && b != ']' {
			continue
		}
		if inside == (b == '[') {
			return false
		}
		inside = !inside
	}
	return !inside
}

func decodeForm(call *Call, in any, values url.Values, faults *fault.Fields) error {
	for name := range values {
		if !bracketed(name) {
			return fault.New(fault.Invalid, "web.unreadable")
		}
	}
	err := decoder(call.desk.House.Zone()).Decode(in, values)
	var wrong formlib.DecodeErrors
	if errors.As(err, &wrong) {
		for name, err := range wrong {
			var reason interface{ Key() string }
			switch {
			case errors.As(err, &reason):
				faults.Add(name, reason.Key())
			case errors.Is(err, errMoment):
				faults.Add(name, "web.moment")
			default:
				faults.Add(name, "words.number")
			}
		}
		return nil
	}
	if err != nil {
		return fault.New(fault.Invalid, "web.unreadable").Because(err)
	}
	return nil
}

func decodeJSON(c *gin.Context, in any, limit int64, faults *fault.Fields) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, limit))
	if err != nil {
		return nil, fault.New(fault.Invalid, "web.too_large", fault.A{"mb": max(1, limit>>20)})
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return nil, nil
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	err = dec.Decode(in)
	var kind *json.UnmarshalTypeError
	var reason interface{ Key() string }
	switch {
	case err == nil && dec.More():
		return nil, fault.New(fault.Invalid, "web.not_json")
	case err == nil:
		return body, nil
	case errors.As(err, &kind):
		faults.Add(kind.Field, "web.wrong_type", fault.A{"type": kind.Type.Kind().String()})
		return body, nil
	case errors.As(err, &reason):
		return nil, fault.New(fault.Invalid, reason.Key())
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		name, _ := strconv.Unquote(strings.TrimPrefix(err.Error(), "json: unknown field "))
		faults.Add(short(name, 60), "web.unknown_field")
		return body, nil
	}
	return nil, fault.New(fault.Invalid, "web.not_json").Because(err)
}

// bindPath sets the fields with a path tag; an id that is no number is simply not there.
func bindPath(c *gin.Context, v reflect.Value) error {
	for i := range v.NumField() {
		f, t := v.Field(i), v.Type().Field(i)
		if t.Anonymous && f.Kind() == reflect.Struct {
			if err := bindPath(c, f); err != nil {
				return err
			}
			continue
		}
		name := t.Tag.Get("path")
		if name == "" {
			continue
		}
		text := c.Param(name)
		switch f.Kind() {
		case reflect.Uint64:
			n, err := strconv.ParseUint(text, 10, 63)
			if err != nil || n == 0 {
				return fault.New(fault.NotFound, "fault.not_found")
			}
			f.SetUint(n)
		case reflect.String:
			f.SetString(text)
		default:
			if d, ok := f.Addr().Interface().(interface{ UnmarshalText([]byte) error }); ok {
				if d.UnmarshalText([]byte(text)) != nil {
					return fault.New(fault.NotFound, "fault.not_found")
				}
			}
		}
	}
	return nil
}

var fileType = reflect.TypeFor[*multipart.FileHeader]()

// bindFiles sets the fields with a file tag.
func bindFiles(c *gin.Context, v reflect.Value, body *[]byte) error {
	for i := range v.NumField() {
		t := v.Type().Field(i)
		name := t.Tag.Get("file")
		if name == "" || t.Type != fileType {
			continue
		}
		header, err := c.FormFile(name)
		if err != nil {
			continue // a missing file is the validator's to tell
		}
		v.Field(i).Set(reflect.ValueOf(header))
		f, err := header.Open()
		if err != nil {
			return err
		}
		content, err := io.ReadAll(f)
		_ = f.Close()
		if err != nil {
			return err
		}
		*body = append(*body, content...)
	}
	return nil
}

// tidy brings every text into one form: NFC, without spaces around, without characters that no
// keyboard makes; what cannot be brought there is emptied and told. A field tagged tidy:"-", such as a password, keeps its spaces.
func tidy(v reflect.Value, name string, faults *fault.Fields) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type().PkgPath() == "time" {
			return
		}
		for i := range v.NumField() {
			f, t := v.Field(i), v.Type().Field(i)
			// What lies in an embedded struct without a public name is filled in by the sender all the same.
			if !f.CanSet() && (!t.Anonymous || f.Kind() != reflect.Struct) {
				continue
			}
			label := t.Name
			for _, tag := range []string{"form", "json"} {
				if n, _, _ := strings.Cut(t.Tag.Get(tag), ","); n != "" && n != "-" {
					label = n
					break
				}
			}
			if t.Tag.Get("tidy") == "-" {
				if !clean(f.String()) {
					faults.Add(label, "web.bad_characters")
				}
				continue
			}
			tidy(f, label, faults)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			tidy(v.Index(i), name, faults)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			if e := v.MapIndex(k); e.Kind() == reflect.String && (!clean(e.String()) || !clean(k.String())) {
				faults.Add(name, "web.bad_characters")
			}
		}
	case reflect.Pointer:
		if !v.IsNil() && v.Type() != fileType {
			tidy(v.Elem(), name, faults)
		}
	case reflect.Uint64:
		// No database counts further.
		if v.Uint() > math.MaxInt64 {
			faults.Add(name, "words.number")
			if v.CanSet() {
				v.SetUint(0)
			}
		}
	case reflect.String:
		if v.CanSet() {
			text := v.String()
			if !clean(text) {
				faults.Add(name, "web.bad_characters")
				text = ""
			}
			v.SetString(norm.NFC.String(strings.TrimSpace(text)))
		}
	}
}

func clean(text string) bool {
	if !utf8.ValidString(text) {
		return false
	}
	for _, r := range text {
		if r == utf8.RuneError || unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || r == '\u2028' || r == '\u2029' || (r >= '\u202a' && r <= '\u202e') || (r >= '\u2066' && r <= '\u2069') || r == '\ufeff' || unicode.Is(unicode.Co, r) {
			return false
		}
	}
	return true
}
