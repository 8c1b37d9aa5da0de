package presence

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"maiam/handlers/parts"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/fault"
	"maiam/models/presence"
)

// warning is what rules said against a bed, on the way to a reason: the rules by name, and their
// sentences.
type warning struct {
	Action    string
	Rules     string
	Sentences []string
}

// warned reads the warning out of a form that was refused; nil when it was refused for another
// reason.
func warned(call *web.Call, f *web.FormState) *warning {
	if f == nil || f.Fault == nil {
		return nil
	}
	w := &warning{Action: f.Action}
	var rules []string
	for _, field := range f.Fault.Fields {
		if warns(field) {
			rules = append(rules, field.Name)
			w.Sentences = append(w.Sentences, words.Field(call.Context(), "presence", field))
		}
	}
	if rules == nil {
		return nil
	}
	w.Rules = strings.Join(rules, " ")
	return w
}

// warns tells that a field of a refusal is the name of a rule that only warns.
func warns(f fault.FieldFault) bool {
	rule := presence.Rule(f.Name)
	return rule.Known() && !rule.Hard() && f.Key == presence.Finding{Rule: rule}.Key()
}

// whole is what is wrong with the whole form. A warning stands in the form itself, where the reason is
// asked for.
func whole(call *web.Call, f *web.FormState) string {
	if f.Fault != nil && f.Fault.Key == "presence.rules_warn" {
		return ""
	}
	return f.Sentence(call.Context())
}

// usualDays is for how long a reason holds when the form proposes a day.
const usualDays = 7

// until proposes the last day of a reason.
func until(call *web.Call) string { return words.Day(call.Context(), today(call).AddDays(usualDays)) }

// until asks for the last day of the reason; it is proposed until somebody has typed one.
func (w *warning) until(call *web.Call) parts.Field {
	f := field(call, w.Action, "why_until", "")
	if !call.Form(w.Action).All().Has("why_until") {
		f.Value = until(call)
	}
	return f
}

// sentence is what a rule says of somebody.
func sentence(call *web.Call, f presence.Finding) string {
	return call.T(f.Key(), words.A(f.Args))
}

// tone is red for what refuses and amber for what warns.
func tone(r presence.Rule) parts.Tone {
	if r.Hard() {
		return parts.Danger
	}
	return parts.Due
}

// placeHref is the way to another bed for a person, and back here.
func placeHref(resident uint64, back string) string {
	q := url.Values{"resident_id": {strconv.FormatUint(resident, 10)}}
	if back != "" {
		q.Set("next", back)
	}
	return "/presence/place?" + q.Encode()
}

// lastReason says which reason held until when.
func lastReason(call *web.Call, o *presence.Override) string {
	if o == nil {
		return call.T("presence.review.no_reason")
	}
	return call.T("presence.review.last", words.A{"reason": o.Reason, "day": o.ExpiresOn})
}

func bedPlace(call *web.Call, ward, room, bed string) string {
	return strings.Join([]string{ward, call.T("presence.room", words.A{"name": room}), bed}, " · ")
}

func feudSpan(call *web.Call, f presence.FeudOf) string {
	ctx := call.Context()
	if f.Open() {
		return call.T("presence.feud.since", words.A{"day": f.FromDay})
	}
	return call.T("presence.feud.over", words.A{"from": words.Day(ctx, f.FromDay), "to": words.Day(ctx, f.ToDay)})
}

func hidden(name string, id uint64) parts.Hidden {
	return parts.Hidden{Name: name, Value: fmt.Sprint(id)}
}
