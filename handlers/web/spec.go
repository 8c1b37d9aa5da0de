package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"maiam/models/value"
)

// described is an API door as the document will tell of it.
type described struct {
	op      Op
	action  string
	in, out reflect.Type
}

type spec struct{ *huma.OpenAPI }

func newSpec(version string) *spec {
	if version == "" {
		version = "1"
	}
	registry := huma.NewMapRegistry("#/components/schemas/", schemaName)
	for _, t := range []reflect.Type{reflect.TypeFor[value.Day]()} {
		registry.RegisterTypeAlias(t, reflect.TypeFor[civilDay]())
	}
	s := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{Title: "Mái Ấm", Version: version,
			Description: "Sign in with POST /api/v1/session and send the token as Authorization: Bearer. Every POST takes an Idempotency-Key; a repeat within 30 days gives the first answer. Faults are application/problem+json."},
		Paths: map[string]*huma.PathItem{},
		Components: &huma.Components{Schemas: registry, SecuritySchemes: map[string]*huma.SecurityScheme{
			"bearer": {Type: "http", Scheme: "bearer"}}},
		Security: []map[string][]string{{"bearer": {}}},
	}
	registry.Schema(reflect.TypeFor[problem](), true, "Problem")
	return &spec{s}
}

// civilDay is how a day stands in the document.
type civilDay string

// Schema describes a civil day.
func (civilDay) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date"}
}

func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	if pkg := t.PkgPath(); strings.HasPrefix(pkg, "maiam/") && t.Name() != "problem" {
		area := pkg[strings.LastIndexByte(pkg, '/')+1:]
		name = strings.ToUpper(area[:1]) + area[1:] + name
	}
	return name
}

var pathParam = regexp.MustCompile(`:([a-z_]+)`)

// describe adds a door to the document, from the types it really uses.
func (s *spec) describe(door described) {
	op, in, out := door.op, door.in, door.out
	path := pathParam.ReplaceAllString(op.Path, "{$1}")
	item := s.Paths[path]
	if item == nil {
		item = &huma.PathItem{}
		s.Paths[path] = item
	}
	area, _, _ := strings.Cut(door.action, ".")
	o := &huma.Operation{OperationID: op.ID, Method: op.Method, Path: path, Summary: op.Summary, Tags: []string{area}}
	s.parameters(o, in, op.Method)
	if op.Method != http.MethodGet && in.Kind() == reflect.Struct {
		o.Parameters = append(o.Parameters, &huma.Param{Name: "Idempotency-Key", In: "header", Description: "Made by the caller; the same key again is the same act.", Schema: &huma.Schema{Type: huma.TypeString}})
		if _, ok := in.FieldByName("Version"); ok {
			o.Parameters = append(o.Parameters, &huma.Param{Name: "If-Match", In: "header", Description: "The version that was read; 409 when it is no longer the newest.", Schema: &huma.Schema{Type: huma.TypeString}})
		}
		o.RequestBody = s.body(in, op.ID)
	}
	code := op.Status
	if code == 0 {
		code = http.StatusOK
	}
	o.Responses = map[string]*huma.Response{
		fmt.Sprint(code): {Description: "Done", Content: map[string]*huma.MediaType{"application/json": {Schema: s.Components.Schemas.Schema(out, true, op.ID+"Answer")}}},
		"default": {Description: "A fault", Content: map[string]*huma.MediaType{
			"application/problem+json": {Schema: &huma.Schema{Ref: "#/components/schemas/Problem"}}}},
	}
	switch op.Method {
	case http.MethodGet:
		item.Get = o
	case http.MethodPost:
		item.Post = o
	case http.MethodPut:
		item.Put = o
	case http.MethodPatch:
		item.Patch = o
	case http.MethodDelete:
		item.Delete = o
	}
}

func (s *spec) body(in reflect.Type, id string) *huma.RequestBody {
	for i := range in.NumField() {
		if in.Field(i).Tag.Get("file") != "" {
			props := map[string]*huma.Schema{}
			for f := range fieldsOf(in) {
				if name, _, _ := strings.Cut(f.Tag.Get("form"), ","); name != "" && name != "-" {
					props[name] = s.Components.Schemas.Schema(f.Type, true, "")
				}
			}
			props[in.Field(i).Tag.Get("file")] = &huma.Schema{Type: huma.TypeString, Format: "binary"}
			return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject, Properties: props}}}}
		}
	}
	return &huma.RequestBody{Content: map[string]*huma.MediaType{"application/json": {Schema: s.Components.Schemas.Schema(in, true, id+"Input")}}}
}

func fieldsOf(t reflect.Type) func(func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		if t.Kind() != reflect.Struct {
			return
		}
		for _, f := range reflect.VisibleFields(t) {
			if !f.Anonymous && f.IsExported() && !yield(f) {
				return
			}
		}
	}
}

func (s *spec) parameters(o *huma.Operation, in reflect.Type, method string) {
	for f := range fieldsOf(in) {
		if name := f.Tag.Get("path"); name != "" {
			o.Parameters = append(o.Parameters, &huma.Param{Name: name, In: "path", Required: true, Schema: s.Components.Schemas.Schema(f.Type, true, "")})
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("form"), ",")
		if method != http.MethodGet || name == "" || name == "-" {
			continue
		}
		schema := s.Components.Schemas.Schema(f.Type, true, "")
		if f.Type == reflect.TypeFor[time.Time]() {
			schema = &huma.Schema{Type: huma.TypeString, Format: "date-time"}
		}
		o.Parameters = append(o.Parameters, &huma.Param{Name: name, In: "query", Description: f.Tag.Get("doc"), Schema: schema})
	}
}

// OpenAPI is the document of all API doors, the same bytes on every start. It is drawn when somebody
// first asks: the schemas of all types are several megabytes that a house need not carry about.
func (d *Desk) OpenAPI() ([]byte, error) { return d.text() }

func (d *Desk) document() ([]byte, error) {
	s := newSpec(d.Version)
	for _, door := range d.api {
		s.describe(door)
	}
	text, err := json.MarshalIndent(s.OpenAPI, "", "  ")
	return append(text, '\n'), err
}
