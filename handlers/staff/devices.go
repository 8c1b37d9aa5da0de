package staff

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"maiam/handlers/parts"
	"maiam/handlers/sheet"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/staff"
	"maiam/models/wards"
)

// facesHere finds the shared device at which a page is read, and whose faces it shows.
func (s *Sessions) facesHere(call *web.Call) (station *staff.Station, faces []staff.Face) {
	secret := s.deviceSecret(call.C.Request)
	if secret == "" {
		return nil, nil
	}
	err := s.house.Read(call.Context(), db.System("sign-in"), func(tx *db.Tx) (err error) {
		if station, err = staff.StationOf(tx, secret); err != nil || station == nil {
			return err
		}
		faces, err = station.Faces(tx)
		return err
	})
	if err != nil {
		return nil, nil // name and password open in any case
	}
	return station, faces
}

// facesBy picks the faces of one group, or of all, without one person.
func facesBy(faces []staff.Face, group staff.When, without uint64) []staff.Face {
	return slices.DeleteFunc(slices.Clone(faces), func(f staff.Face) bool {
		return f.MemberID == without || group != "" && f.When != group
	})
}

func (s *Sessions) pinLength(call *web.Call) int {
	policy, err := s.policy(call.Context())
	if err != nil {
		return staff.TheDefaults.PinLength
	}
	return policy.PinLength
}

// digits are the attributes of a PIN: the number pad of a phone, nothing remembered by the browser.
func digits(f parts.Field, length int) parts.Field {
	f.InputMode, f.MaxLength, f.Short = "numeric", length, true
	f.Attrs = templ.Attributes{"data-secret": true, "pattern": "[0-9]*", "size": fmt.Sprint(length)}
	return f
}

// scanned are the attributes of the code of a card. It opens nothing that the page keeps for somebody:
// the PIN after it does.
func scanned(f parts.Field) parts.Field {
	f.Attrs = templ.Attributes{"data-scan": true, "autocapitalize": "characters"}
	f.MaxLength = 100
	return f
}

// padded lets the script put the keys of a PIN below the field.
func padded(f parts.Form, call *web.Call, length int) parts.Form {
	f.Attrs["data-pad"] = fmt.Sprint(length)
	f.Attrs["data-pad-clear"] = call.T("staff.pin.clear")
	f.Attrs["data-pad-back"] = call.T("staff.pin.back")
	return f
}

func pinLine(call *web.Call, p pinShown) string {
	if p.Badge != "" {
		return call.T("staff.badge.then_pin")
	}
	return p.Station.WardName
}

func backToFaces(next, with string) string {
	asked := url.Values{}
	if next != "" && next != "/" {
		asked.Set("next", next)
	}
	if with != "" {
		asked.Set("with", with)
	}
	if len(asked) == 0 {
		return "/sign-in"
	}
	return "/sign-in?" + asked.Encode()
}

// devicesPage is the list of the shared devices within reach.
type devicesPage struct {
	Devices []staff.ListedDevice
	Here    uint64
}

func readDevices(tx *db.Tx, _ nothing) (p devicesPage, err error) {
	p.Devices, err = staff.TheDevices(tx)
	return p, err
}

func (s *Sessions) showDevices(call *web.Call, p devicesPage) web.Leaf {
	if station, err := s.at(call.Context(), call.C.Request); err == nil && station != nil {
		p.Here = station.ID
	}
	return web.Leaf{Title: call.T("staff.device.title"), Under: call.T("staff.device.under"), Crumbs: []web.Crumb{{Name: call.T("staff.people.title"), Path: "/staff"}},
		Body: devicesView(call, p), Actions: deviceActions(call), Active: "/staff", Sheet: "/staff/devices.xlsx"}
}

func devicesList(call *web.Call, p devicesPage) parts.List {
	ctx := call.Context()
	l := parts.List{Caption: call.T("staff.device.title"), Columns: []parts.Column{{Title: call.T("staff.field.device_name"), Main: true}, {Title: call.T("staff.device.ward"), Plain: true},
		{Title: call.T("staff.device.registered")}, {Title: call.T("staff.device.used")}, {Title: call.T("staff.state")}},
		Empty: parts.Empty{Icon: "device-mobile", Title: call.T("staff.device.none"), Text: call.T("staff.device.none_text")}}
	for _, d := range p.Devices {
		state := parts.Chip{Text: call.T("staff.device.in_use"), Tone: parts.Done, Icon: "check"}
		note := ""
		if d.RevokedAt != nil {
			state = parts.Chip{Text: call.T("staff.device.is_revoked"), Icon: "ban"}
			note = words.DateTime(ctx, *d.RevokedAt) + " · " + d.RevokedIs + " · " + d.RevokedReason
		}
		chips := []parts.Chip{state}
		if d.ID == p.Here {
			chips = append(chips, parts.Chip{Text: call.T("staff.me.here"), Tone: parts.Info, Icon: "device-mobile"})
		}
		l.Rows = append(l.Rows, parts.Row{Away: d.RevokedAt != nil, Cells: []parts.Cell{{Text: d.Name, Note: deviceName(d.Browser)}, {Text: d.WardName, Note: d.CampusName},
			{Text: words.DateTime(ctx, d.RegisteredAt), Note: d.RegisteredIs}, {Text: seen(call, d.UsedAt), Note: d.UsedIs}, {Chips: chips, Note: note}}})
	}
	return l
}

func devicesTable(call *web.Call, p devicesPage) sheet.Table {
	return sheet.Table{Title: call.T("staff.device.title"), Columns: sheet.Columns(call, sheet.As("staff.field.device_name", sheet.Text, 30), sheet.As("campus", sheet.Text, 20), sheet.As("ward", sheet.Text, 24),
		sheet.As("staff.device.registered", sheet.Instant, 0), sheet.As("staff.device.registered_by", sheet.Text, 24), sheet.As("staff.device.used", sheet.Instant, 0),
		sheet.As("staff.device.is_revoked", sheet.Instant, 0), sheet.As("staff.device.revoked_why", sheet.Wrapped, 40)),
		Rows: func(row func(...any)) {
			for _, d := range p.Devices {
				row(d.Name, d.CampusName, d.WardName, sheet.At(&d.RegisteredAt), d.RegisteredIs, sheet.At(d.UsedAt), sheet.At(d.RevokedAt), d.RevokedReason)
			}
		}}
}

// newDevicePage is what the form for a new device needs.
type newDevicePage struct{ Wards []wards.WardIn }

func readNewDevice(tx *db.Tx, _ nothing) (p newDevicePage, err error) {
	p.Wards, err = wards.Mine(tx, staff.Devices)
	return p, err
}

func (s *Sessions) showNewDevice(call *web.Call, p newDevicePage) web.Leaf {
	here, err := s.at(call.Context(), call.C.Request)
	if err != nil {
		here = nil
	}
	return web.Leaf{Title: call.T("staff.device.new"), Crumbs: []web.Crumb{{Name: call.T("staff.device.title"), Path: "/staff/devices"}}, Body: newDevice(call, p, here), Active: "/staff"}
}

func deviceWards(list []wards.WardIn) (out []parts.Option) {
	for _, w := range list {
		out = append(out, parts.Option{Value: fmt.Sprint(w.ID), Text: w.Name, Group: w.CampusName})
	}
	return out
}

type (
	deviceForm struct {
		WardID uint64 `form:"ward_id" json:"ward_id" validate:"required"`
		Name   string `form:"device_name" json:"device_name" validate:"required,max=120"`

		browser, present string
		session          uint64
	}
	newDeviceOut struct {
		Secret string              `json:"-"`
		Device *staff.SharedDevice `json:"-"`
	}
	revokeForm struct {
		Device uint64 `path:"device" form:"-" json:"-"`
		Reason string `form:"reason" json:"reason" validate:"required,max=300"`
	}
	revokeBadgeForm struct {
		ofMember
		Reason string `form:"badge_reason" json:"badge_reason" validate:"required,max=300"`
	}
	newBadge struct {
		Member *staff.Member `json:"-"`
		Code   string        `json:"-"`
	}
)

// registerDevice makes the browser in which the form was filled in the shared device of a ward.
func (s *Sessions) registerDevice() web.Action[deviceForm, newDeviceOut] {
	return web.Action[deviceForm, newDeviceOut]{Name: "staff.register_device", Fresh: true,
		Prepare: func(ctx context.Context, in *deviceForm) error {
			r := web.Of(ctx).C.Request
			v, err := s.visit(r)
			in.browser, in.present, in.session = r.UserAgent(), s.deviceSecret(r), v.SessionID
			return err
		},
		Do: func(tx *db.Tx, in deviceForm) (out newDeviceOut, err error) {
			out.Secret, out.Device, err = staff.RegisterDevice(tx, staff.DeviceInput{WardID: in.WardID, Name: in.Name, Browser: in.browser, Present: in.present, Session: in.session})
			return out, err
		}}
}

func (s *Sessions) registered(call *web.Call, _ deviceForm, out newDeviceOut) string {
	s.giveDevice(call, out.Secret)
	call.Tell(web.Notice{Key: "staff.device.done", Args: words.A{"name": out.Device.Name}, Tone: "done"})
	return "/staff/devices"
}

var (
	revokeDevice = web.Action[revokeForm, *staff.SharedDevice]{Name: "staff.revoke_device", Do: func(tx *db.Tx, in revokeForm) (*staff.SharedDevice, error) {
		return staff.RevokeDevice(tx, in.Device, in.Reason)
	}}
	issueBadge = web.Action[ofMember, newBadge]{Name: "staff.issue_badge", Fresh: true, Do: func(tx *db.Tx, in ofMember) (out newBadge, err error) {
		out.Code, out.Member, err = staff.IssueBadge(tx, in.Member)
		return out, err
	}}
	revokeBadge = web.Action[revokeBadgeForm, *staff.Member]{Name: "staff.revoke_badge", Do: func(tx *db.Tx, in revokeBadgeForm) (*staff.Member, error) {
		return staff.RevokeBadge(tx, in.Member, in.Reason)
	}}
)

func revoking(call *web.Call, device uint64) bool {
	return call.Refused() != nil && call.Refused().Action == "staff.revoke_device" && call.Path() == fmt.Sprintf("/staff/devices/%d/revoke", device)
}

func issueWord(call *web.Call, p personPage) string {
	if p.Badge != nil {
		return call.T("staff.badge.reissue")
	}
	return call.T("staff.badge.issue")
}

// showBadge shows the card, the only time that its code is seen.
func showBadge(call *web.Call, _ ofMember, out newBadge) string {
	back := fmt.Sprintf("/staff/%d", out.Member.ID)
	call.Show(web.Leaf{Title: call.T("staff.badge.title"), Crumbs: []web.Crumb{{Name: out.Member.Name, Path: back}}, Active: "/staff",
		Body: badgeCard(call, out.Member.Name, out.Member.Position, out.Code, back, parts.QR(out.Code))})
	return ""
}

// qrPath draws each dark square as a piece of one path.
func qrPath(squares [][]bool) string {
	var b strings.Builder
	for y, row := range squares {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	return b.String()
}
