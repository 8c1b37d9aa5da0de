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
	"github.com/gin-gonic/gin"

	"maiam/models/db"
	"maiam/models/value"
)

// Op names an API door: its stable operation id and one sentence for callers.
type Op struct {
	ID, Method, Path string // /api/v1/wards/:ward/rounds
	Summary          string
	Status           int // 200 when 0
}

// API opens the JSON door of an action. Wire shapes the answer; it may be nil when Out already is
// the wire shape.
func API[In, Out, Wire any](d *Desk, op Op, a Action[In, Out], wire func(Out) Wire) {
	d.describe(op, a.Name, reflect.TypeFor[In](), reflect.TypeFor[Wire]())
	d.remember(Door{Kind: APIDoor, Method: op.Method, Path: op.Path, Action: a.Name, Operation: op.ID, Summary: op.Summary, Probe: probe(a.Do)})
	d.engine.Handle(op.Method, op.Path, func(c *gin.Context) {
		call := d.call(c)
		_, out, _, err := perform(call, a)
		if err != nil {
			d.refuse(call, err)
			return
		}
		d.answer(call, op, wire(out))
	})
}

// Get opens a JSON door that reads. Input fields come from the path and, by their form names, from
// the query.
func Get[In, Data, Wire any](d *Desk, op Op, action string, load func(*db.Tx, In) (Data, error), wire func(Data) Wire) {
	op.Method = http.MethodGet
	d.describe(op, action, reflect.TypeFor[In](), reflect.TypeFor[Wire]())
	d.remember(Door{Kind: APIDoor, Method: op.Method, Path: op.Path, Action: action, Operation: op.ID, Summary: op.Summary, Probe: probe(load)})
	d.engine.GET(op.Path, func(c *gin.Context) {
		call := d.call(c)
		b, err := bind[In](call, 0)
		var data Data
		if err == nil {
			data, err = read(call, load, b.In)
		}
		if err != nil {
			d.refuse(call, err)
			return
		}
		d.answer(call, op, wire(data))
	})
}

// Same is the wire function of what already has its shape.
func Same[T any](v T) T { return v }

func (d *Desk) answer(call *Call, op Op, wire any) {
	text, err := json.Marshal(wire)
	if err != nil {
		d.refuse(call, err)
		return
	}
	if v := reflect.Indirect(reflect.ValueOf(wire)); v.Kind() == reflect.Struct {
		if f := v.FieldByName("Version"); f.IsValid() && f.Kind() == reflect.Uint64 {
			call.C.Header("ETag", fmt.Sprintf(`"%d"`, f.Uint()))
		}
	}
	code := op.Status
	if code == 0 {
		code = http.StatusOK
	}
	call.C.Data(code, "application/json; charset=utf-8", text)
}

// List is one page of a list on the wire.
type List[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"cursor of the next page; absent on the last"`
}

func newSpec(version string) *huma.OpenAPI {
	if version == "" {
		version = "1"
	}
	registry := huma.NewMapRegistry("#/components/schemas/", schemaName)
	for _, t := range []reflect.Type{reflect.TypeFor[value.Day]()} {
		registry.RegisterTypeAlias(t, reflect.TypeFor[civilDay]())
	}
	spec := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{Title: "Mái Ấm", Version: version,
			Description: "Sign in with POST /api/v1/session and send the token as Authorization: Bearer. Every POST takes an Idempotency-Key; a repeat within 30 days gives the first answer. Faults are application/problem+json."},
		Paths: map[string]*huma.PathItem{},
		Components: &huma.Components{Schemas: registry, SecuritySchemes: map[string]*huma.SecurityScheme{
			"bearer": {Type: "http", Scheme: "bearer"}}},
		Security: []map[string][]string{{"bearer": {}}},
	}
	registry.Schema(reflect.TypeFor[problem](), true, "Problem")
	return spec
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

// describe adds a door to the OpenAPI document, from the types it really uses.
func (d *Desk) describe(op Op, action string, in, out reflect.Type) {
	path := pathParam.ReplaceAllString(op.Path, "{$1}")
	item := d.spec.Paths[path]
	if item == nil {
		item = &huma.PathItem{}
		d.spec.Paths[path] = item
	}
	area, _, _ := strings.Cut(action, ".")
	o := &huma.Operation{OperationID: op.ID, Method: op.Method, Path: path, Summary: op.Summary, Tags: []string{area}}
	d.parameters(o, in, op.Method)
	if op.Method != http.MethodGet && in.Kind() == reflect.Struct {
		o.Parameters = append(o.Parameters, &huma.Param{Name: "Idempotency-Key", In: "header", Description: "Made by the caller; the same key again is the same act.", Schema: &huma.Schema{Type: huma.TypeString}})
		if _, ok := in.FieldByName("Version"); ok {
			o.Parameters = append(o.Parameters, &huma.Param{Name: "If-Match", In: "header", Description: "The version that was read; 409 when it is no longer the newest.", Schema: &huma.Schema{Type: huma.TypeString}})
		}
		o.RequestBody = d.body(in, op.ID)
	}
	code := op.Status
	if code == 0 {
		code = http.StatusOK
	}
	o.Responses = map[string]*huma.Response{
		fmt.Sprint(code): {Description: "Done", Content: map[string]*huma.MediaType{"application/json": {Schema: d.spec.Components.Schemas.Schema(out, true, op.ID+"Answer")}}},
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

func (d *Desk) body(in reflect.Type, id string) *huma.RequestBody {
	for i := range in.NumField() {
		if in.Field(i).Tag.Get("file") != "" {
			props := map[string]*huma.Schema{}
			for f := range fieldsOf(in) {
				if name, _, _ := strings.Cut(f.Tag.Get("form"), ","); name != "" && name != "-" {
					props[name] = d.spec.Components.Schemas.Schema(f.Type, true, "")
				}
			}
			props[in.Field(i).Tag.Get("file")] = &huma.Schema{Type: huma.TypeString, Format: "binary"}
			return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{Type: huma.TypeObject, Properties: props}}}}
		}
	}
	return &huma.RequestBody{Content: map[string]*huma.MediaType{"application/json": {Schema: d.spec.Components.Schemas.Schema(in, true, id+"Input")}}}
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

func (d *Desk) parameters(o *huma.Operation, in reflect.Type, method string) {
	for f := range fieldsOf(in) {
		if name := f.Tag.Get("path"); name != "" {
			o.Parameters = append(o.Parameters, &huma.Param{Name: name, In: "path", Required: true, Schema: d.spec.Components.Schemas.Schema(f.Type, true, "")})
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("form"), ",")
		if method != http.MethodGet || name == "" || name == "-" {
			continue
		}
		schema := d.spec.Components.Schemas.Schema(f.Type, true, "")
		if f.Type == reflect.TypeFor[time.Time]() {
			schema = &huma.Schema{Type: huma.TypeString, Format: "date-time"}
		}
		o.Parameters = append(o.Parameters, &huma.Param{Name: name, In: "query", Description: f.Tag.Get("doc"), Schema: schema})
	}
}

// OpenAPI is the document of all API doors, the same bytes on every start.
func (d *Desk) OpenAPI() ([]byte, error) {
	text, err := json.MarshalIndent(d.spec, "", "  ")
	return append(text, '\n'), err
}
