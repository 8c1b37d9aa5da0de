package words

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"maiam/models/fault"

	"github.com/go-playground/validator/v10"
)

// keyed is an error of a value's reader (value.Reason): it knows its own text.
type keyed interface {
	error
	Key() string
}

// Fault is the sentence of an error for the reader. What the house did not foresee shows only
// the sentence of an internal fault, never the error's own text.
func Fault(ctx context.Context, err error) string {
	if err == nil {
		return ""
	}
	var reason keyed
	if errors.As(err, &reason) {
		return T(ctx, reason.Key())
	}
	f := fault.Of(err)
	if f.Kind == fault.Internal {
		return T(ctx, "fault.internal")
	}
	return T(ctx, f.Key, f.Args)
}

// Fields gives the sentence of each wrong input under its name, with the labels of the area
// ("residents.field.birth_date"). An input with two faults shows the first.
func Fields(ctx context.Context, area string, err error) map[string]string {
	f := fault.Of(err)
	if f == nil || len(f.Fields) == 0 {
		return nil
	}
	sentences := make(map[string]string, len(f.Fields))
	for _, field := range f.Fields {
		if _, told := sentences[field.Name]; !told {
			sentences[field.Name] = Field(ctx, area, field)
		}
	}
	return sentences
}

// Field is the sentence of one wrong input: "Chưa nhập họ tên". Where the sentence asks for the
// {{.label}}, it is the area's label of the input in small letters, or "ô này".
func Field(ctx context.Context, area string, field fault.FieldFault) string {
	args := A{"label": inSentence(Label(ctx, area, field.Name))}
	if args["label"] == "" {
		args["label"] = T(ctx, "words.this_field")
	}
	for name, value := range field.Args {
		args[name] = value
	}
	return T(ctx, field.Key, args)
}

// Label is the name of an input as people see it: the text "<area>.field.<name>", where of a
// nested name such as kin[0].name the last part counts. It is empty when the area wrote none.
func Label(ctx context.Context, area, name string) string {
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
		name = name[dot+1:]
	}
	name, _, _ = strings.Cut(name, "[")
	if key := area + ".field." + name; Has(ctx, key) {
		return T(ctx, key)
	}
	return ""
}

// inSentence makes the label's first letter small unless the word is an abbreviation (CCCD).
func inSentence(label string) string {
	first, size := utf8.DecodeRuneInString(label)
	second, _ := utf8.DecodeRuneInString(label[size:])
	if size == 0 || unicode.IsUpper(second) {
		return label
	}
	return string(unicode.ToLower(first)) + label[size:]
}

// rules names the sentence of each validator tag; {from, to} pairs follow in Rule.
var rules = map[string]string{
	"required": "words.required", "required_if": "words.required", "required_with": "words.required",
	"required_without": "words.required", "required_unless": "words.required", "notblank": "words.required",
	"oneof": "words.one_of", "number": "words.number", "numeric": "words.number",
	"datetime": "words.date", "email": "words.email", "url": "words.url", "http_url": "words.url",
	"eqfield": "words.same", "nefield": "words.different", "unique": "words.unique",
	"e164": "words.phone", "phone": "words.phone", "citizen_number": "words.citizen_number",
	"insurance_card": "words.insurance_card",
}

// Rule turns a broken validator rule into a text key and its values: the same tag speaks
// differently of a text, a number and a list.
func Rule(broken validator.FieldError) (key string, args A) {
	tag, param := broken.Tag(), broken.Param()
	size := "" // max for texts, max_number for numbers, max_items for lists
	switch broken.Kind() {
	case reflect.String:
	case reflect.Slice, reflect.Array, reflect.Map:
		size = "_items"
	default:
		size = "_number"
	}
	switch tag {
	case "max", "lte":
		return "words.max" + size, A{"max": param}
	case "min", "gte":
		if size == "" && param == "1" {
			return "words.required", nil
		}
		return "words.min" + size, A{"min": param}
	case "gt":
		return "words.above", A{"min": param}
	case "lt":
		return "words.below", A{"max": param}
	case "len":
		if size == "" {
			return "words.len", A{"len": param}
		}
	}
	if key, ok := rules[tag]; ok {
		return key, nil
	}
	return "words.wrong", nil
}

// Embedded is the name that the validator's tag-name function gives to an embedded struct: its
// fields stand beside the others in forms and JSON, so the name is left out again.
const Embedded = "^"

// Broken turns the validator's findings into one Invalid fault; any other error is returned as
// it is. Names are those of the form and JSON (the validator's tag-name function gives them).
func Broken(err error) error {
	var findings validator.ValidationErrors
	if !errors.As(err, &findings) {
		return err
	}
	var fields fault.Fields
	for _, broken := range findings {
		key, args := Rule(broken)
		// Namespace is "AdmitInput.kin[0].name": the type's own name says nothing to a form.
		_, name, found := strings.Cut(broken.Namespace(), ".")
		if !found {
			name = broken.Field()
		}
		fields.Add(strings.ReplaceAll(name, Embedded+".", ""), key, args)
	}
	return fields.Err()
}
