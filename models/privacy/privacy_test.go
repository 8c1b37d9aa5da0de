package privacy_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/fault"
	"maiam/models/privacy"
	"maiam/models/residents"
	"maiam/models/settings"
	"maiam/models/value"
	"maiam/models/wards"
)

// centre is a house of two campuses with a social worker who records and a director who decides.
type centre struct {
	*dbtest.House
	t                     *testing.T
	one, two              uint64
	worker, head, other   db.Actor
	carer, cook, stranger db.Actor
}

func openCentre(t *testing.T) *centre {
	t.Helper()
	g := &centre{House: dbtest.Open(t), t: t}
	g.Do(func(tx *db.Tx) error {
		for _, seed := range []func(*db.Tx) error{settings.Seed, privacy.Seed} {
			if err := seed(tx); err != nil {
				return err
			}
		}
		if _, err := wards.SetCentre(tx, wards.CentreInput{Name: "Trung tâm Bảo trợ xã hội Nghệ An"}); err != nil {
			return err
		}
		one, err := wards.AddCampus(tx, wards.CampusInput{Code: "CS1", Name: "Cơ sở 1"})
		if err != nil {
			return err
		}
		two, err := wards.AddCampus(tx, wards.CampusInput{Code: "CSB", Name: "Cơ sở phía Bắc"})
		g.one, g.two = one.ID, two.ID
		return err
	})
	record := []string{residents.View, residents.Edit, privacy.View, privacy.Record}
	decide := append(slices.Clone(record), privacy.Decide)
	g.worker, g.other = dbtest.Person(7, record, g.one), dbtest.Person(8, record, g.two)
	g.head = dbtest.Person(9, decide)
	g.carer, g.cook = dbtest.Person(10, []string{residents.View, "care.record"}, g.one), dbtest.Person(11, []string{"presence.view"}, g.one)
	return g
}

func do[In, Out any](g *centre, who db.Actor, use func(*db.Tx, In) (Out, error), in In) Out {
	g.t.Helper()
	out, err := try(g, who, use, in)
	if err != nil {
		g.t.Fatalf("%+v: %v %+v", in, err, fault.Of(err).Fields)
	}
	return out
}

func try[In, Out any](g *centre, who db.Actor, use func(*db.Tx, In) (Out, error), in In) (out Out, err error) {
	g.t.Helper()
	err = g.As(who, func(tx *db.Tx) (err error) { out, err = use(tx, in); return err })
	return out, err
}

func see[In, Out any](g *centre, who db.Actor, read func(*db.Tx, In) (Out, error), in In) (out Out) {
	g.t.Helper()
	if err := g.See(who, func(tx *db.Tx) (err error) { out, err = read(tx, in); return err }); err != nil {
		g.t.Fatal(err)
	}
	return out
}

func (g *centre) person(name, birth string) uint64 {
	g.t.Helper()
	return do(g, g.worker, residents.CreateResident, residents.PersonInput{Name: name, Sex: value.Female, Birth: birth, Despite: true}).ID
}

func (g *centre) wrong(err error, field, key string) {
	g.t.Helper()
	for _, f := range fault.Of(err).Fields {
		if f.Name == field && f.Key == key {
			return
		}
	}
	g.t.Errorf("got %v %+v, want %s %s", err, fault.Of(err).Fields, field, key)
}

func (g *centre) refused(err error, kind fault.Kind, key string) {
	g.t.Helper()
	if fault.KindOf(err) != kind || key != "" && fault.KeyOf(err) != key {
		g.t.Errorf("got %v, want %v %s", err, kind, key)
	}
}

func (g *centre) may(resident uint64, purpose string) bool {
	g.t.Helper()
	return see(g, g.worker, func(tx *db.Tx, _ struct{}) (bool, error) {
		if err := tx.May(privacy.View); err != nil {
			return false, err
		}
		return privacy.MayUse(tx, resident, purpose)
	}, struct{}{})
}

// yes is a yes of a grown person with a signed paper in the binder.
func yes(resident uint64, purpose string) privacy.ConsentInput {
	return privacy.ConsentInput{Resident: resident, Purpose: purpose, Act: privacy.Given, Giver: privacy.Self, Means: privacy.Written, Place: "Tủ hồ sơ số 2"}
}

func TestSilenceIsNoConsent(t *testing.T) {
	g := openCentre(t)
	id := g.person("Đặng Thị Hoa", "1962")
	if g.may(id, "photo_public") || !g.may(id, "care") || !g.may(id, "emergency") || g.may(id, "no_such") {
		t.Error("without a word only what needs no consent may be used")
	}
	do(g, g.worker, privacy.RecordConsent, yes(id, "photo_public"))
	if !g.may(id, "photo_public") || g.may(id, "donors") {
		t.Error("a consent counts for its own purpose alone")
	}
	p := see(g, g.worker, privacy.PersonPage, privacy.OfPerson{Resident: id})
	if c := p.Live["photo_public"]; c.ExpiresOn != p.Today.AddMonths(12) || len(p.Asked) != 4 || len(p.Live) != 1 {
		t.Errorf("got %+v of %d purposes", c, len(p.Asked))
	}
	g.Clock.Add(400 * 24 * time.Hour)
	if g.may(id, "photo_public") {
		t.Error("a consent that ran out still counts")
	}
}

func TestConsentWantsProof(t *testing.T) {
	g := openCentre(t)
	id := g.person("Đặng Thị Hoa", "1962")
	in := yes(id, "donors")
	for _, c := range []struct {
		change     func(*privacy.ConsentInput)
		field, key string
	}{
		{func(in *privacy.ConsentInput) { in.Place = "" }, "place", "privacy.proof_missing"},
		{func(in *privacy.ConsentInput) { in.Means = "" }, "means", "privacy.means_missing"},
		{func(in *privacy.ConsentInput) { in.Means = privacy.Click }, "witness", "privacy.witness_missing"},
		{func(in *privacy.ConsentInput) { in.Means, in.Place = privacy.Recording, "" }, "place", "privacy.proof_missing"},
		{func(in *privacy.ConsentInput) { in.Act = "" }, "act", "privacy.act_missing"},
		{func(in *privacy.ConsentInput) { in.Purpose = "care" }, "purpose", "privacy.purpose_without_consent"},
		{func(in *privacy.ConsentInput) { in.Giver, in.GiverName = privacy.Spouse, "Lê Văn A" }, "giver", "privacy.giver_may_not"},
		{func(in *privacy.ConsentInput) { in.Giver = privacy.Guardian }, "giver_name", "privacy.text_missing"},
		{func(in *privacy.ConsentInput) { in.GivenOn = value.MustDay("2027-01-01") }, "given_on", "privacy.day_in_future"},
	} {
		bad := in
		c.change(&bad)
		_, err := try(g, g.worker, privacy.RecordConsent, bad)
		g.wrong(err, c.field, c.key)
	}
	no := privacy.ConsentInput{Resident: id, Purpose: "donors", Act: privacy.Refused, Giver: privacy.Self}
	do(g, g.worker, privacy.RecordConsent, no)
	if g.may(id, "donors") {
		t.Error("a no is no consent")
	}
}

func TestTakingBackIsAsEasyAsGiving(t *testing.T) {
	g := openCentre(t)
	id := g.person("Đặng Thị Hoa", "1962")
	_, err := try(g, g.worker, privacy.WithdrawConsent, privacy.WithdrawInput{Resident: id, Purpose: "donors"})
	g.refused(err, fault.Conflict, "privacy.nothing_to_withdraw")
	do(g, g.worker, privacy.RecordConsent, yes(id, "donors"))
	do(g, g.worker, privacy.WithdrawConsent, privacy.WithdrawInput{Resident: id, Purpose: "donors"})
	if g.may(id, "donors") {
		t.Error("taken back, and still used")
	}
	p := see(g, g.worker, privacy.PersonPage, privacy.OfPerson{Resident: id})
	if len(p.Story) != 2 || p.Story[0].Act != privacy.Withdrawn || p.Story[1].Act != privacy.Given || p.Story[1].LivePurpose != nil {
		t.Errorf("the story is %+v", p.Story)
	}
	do(g, g.worker, privacy.RecordConsent, yes(id, "donors"))
	if !g.may(id, "donors") {
		t.Error("given anew, and not used")
	}
	last := see(g, g.worker, privacy.PersonPage, privacy.OfPerson{Resident: id}).Story[0]
	_, err = try(g, g.worker, privacy.VoidConsent, privacy.VoidConsentInput{Resident: id, ID: last.ID})
	g.wrong(err, "reason", "privacy.text_missing")
	do(g, g.worker, privacy.VoidConsent, privacy.VoidConsentInput{Resident: id, ID: last.ID, Reason: "ghi nhầm người"})
	if g.may(id, "donors") {
		t.Error("a mistaken yes still counts")
	}
}

func TestWhoSpeaksForWhom(t *testing.T) {
	ages := privacy.Ages{Asked: 7, Adult: 16}
	for _, c := range []struct {
		name   string
		stands privacy.Standing
		want   []privacy.Giver
		child  bool
	}{
		{"a grown person", privacy.Standing{Least: 60, Most: 61, AgeKnown: true}, []privacy.Giver{privacy.Self, privacy.Guardian}, false},
		{"nobody knows the age", privacy.Standing{}, []privacy.Giver{privacy.Self, privacy.Guardian}, false},
		{"a small child", privacy.Standing{Least: 4, Most: 4, AgeKnown: true}, []privacy.Giver{privacy.Parent, privacy.Guardian}, false},
		{"on the seventh birthday", privacy.Standing{Least: 7, Most: 7, AgeKnown: true}, []privacy.Giver{privacy.Parent, privacy.Guardian}, true},
		{"six or seven", privacy.Standing{Least: 6, Most: 7, AgeKnown: true}, []privacy.Giver{privacy.Parent, privacy.Guardian}, true},
		{"fifteen or sixteen", privacy.Standing{Least: 15, Most: 16, AgeKnown: true}, []privacy.Giver{privacy.Self, privacy.Parent, privacy.Guardian}, true},
		{"the dead", privacy.Standing{Dead: true, Least: 70, Most: 70, AgeKnown: true}, []privacy.Giver{privacy.Spouse, privacy.AdultChild, privacy.Parent}, false},
		{"the missing", privacy.Standing{Missing: true}, []privacy.Giver{privacy.Spouse, privacy.AdultChild, privacy.Parent}, false},
	} {
		if got := ages.Speakers(c.stands); !slices.Equal(got, c.want) || ages.Assents(c.stands) != c.child {
			t.Errorf("%s: %v, asked %v", c.name, got, ages.Assents(c.stands))
		}
	}
}

func TestAChildFromSevenIsAskedToo(t *testing.T) {
	g := openCentre(t)
	id := g.person("Lê Thị Na", "21/11/2017")
	in := privacy.ConsentInput{Resident: id, Purpose: "photo_public", Act: privacy.Given, Giver: privacy.Parent, GiverName: "Lê Thị Mẹ", Means: privacy.Thumb, Place: "Tủ 1"}
	_, err := try(g, g.worker, privacy.RecordConsent, in)
	g.wrong(err, "assented", "privacy.child_not_asked")
	alone := in
	alone.Giver, alone.GiverName = privacy.Self, ""
	_, err = try(g, g.worker, privacy.RecordConsent, alone)
	g.wrong(err, "giver", "privacy.giver_may_not")
	in.Assented = true
	do(g, g.worker, privacy.RecordConsent, in)
	if !g.may(id, "photo_public") {
		t.Error("parent and child said yes")
	}
	do(g, g.worker, privacy.WithdrawConsent, privacy.WithdrawInput{Resident: id, Purpose: "photo_public"})
	if g.may(id, "photo_public") {
		t.Error("the child itself may take it back")
	}
	in.GiverName = g.worker.Name
	_, err = try(g, g.worker, privacy.RecordConsent, in)
	g.wrong(err, "giver_name", "privacy.giver_is_writer")
}

func TestDataAtRestAreNotUsed(t *testing.T) {
	g := openCentre(t)
	id := g.person("Đặng Thị Hoa", "1962")
	do(g, g.worker, privacy.RecordConsent, yes(id, "donors"))
	do(g, g.worker, privacy.RecordConsent, yes(id, "photo_public"))
	_, err := try(g, g.worker, privacy.Restrict, privacy.RestrictInput{Resident: id, Kind: "objection", Reason: "không thích"})
	g.wrong(err, "purpose", "privacy.purpose_missing")
	_, err = try(g, g.worker, privacy.Restrict, privacy.RestrictInput{Resident: id, Kind: "objection", Purpose: "care", Reason: "không thích"})
	g.wrong(err, "purpose", "privacy.purpose_stays")
	do(g, g.worker, privacy.Restrict, privacy.RestrictInput{Resident: id, Kind: "objection", Purpose: "donors", Reason: "không thích người lạ"})
	if g.may(id, "donors") || !g.may(id, "photo_public") {
		t.Error("an objection is for its purpose alone")
	}
	all := do(g, g.worker, privacy.Restrict, privacy.RestrictInput{Resident: id, Kind: "restriction", Reason: "đang khiếu nại"})
	if g.may(id, "photo_public") || !g.may(id, "care") || !g.may(id, "emergency") {
		t.Error("at rest, only what the law or a life demands is used")
	}
	_, err = try(g, g.worker, privacy.Restrict, privacy.RestrictInput{Resident: id, Kind: "restriction", Reason: "lần nữa"})
	g.refused(err, fault.Conflict, "privacy.rests_already")
	mark := see(g, g.carer, func(tx *db.Tx, _ struct{}) (privacy.Mark, error) {
		if err := tx.May(residents.View); err != nil {
			return privacy.Mark{}, err
		}
		return privacy.MarkOf(tx, id)
	}, struct{}{})
	if !mark.Rests || mark.Unasked != 2 {
		t.Errorf("who opens the file sees %+v", mark)
	}
	_, err = try(g, g.worker, privacy.EndRestriction, privacy.EndRestrictionInput{Resident: id, ID: all.ID, Reason: "xong"})
	g.refused(err, fault.Forbidden, "")
	do(g, g.head, privacy.EndRestriction, privacy.EndRestrictionInput{Resident: id, ID: all.ID, Reason: "đã giải quyết"})
	if !g.may(id, "photo_public") {
		t.Error("the rest is over")
	}
}

func TestOnlyWhoMaySeesAndWrites(t *testing.T) {
	g := openCentre(t)
	id := g.person("Đặng Thị Hoa", "1962")
	for _, who := range []db.Actor{g.carer, g.cook} {
		_, err := try(g, who, privacy.RecordConsent, yes(id, "donors"))
		g.refused(err, fault.Forbidden, "")
		err = g.See(who, func(tx *db.Tx) error { _, err := privacy.PersonPage(tx, privacy.OfPerson{Resident: id}); return err })
		g.refused(err, fault.Forbidden, "")
	}
	_, err := try(g, g.other, privacy.RecordConsent, yes(id, "donors"))
	g.refused(err, fault.NotFound, "")
	_, err = try(g, g.worker, privacy.WritePurpose, privacy.PurposeInput{Basis: privacy.ByLaw, Name: "x", LegalBasis: "y"})
	g.refused(err, fault.Forbidden, "")
}

func TestPurposesAreDated(t *testing.T) {
	g := openCentre(t)
	page := see(g, g.worker, privacy.Purposes, struct{}{})
	if len(page.Now) != 11 || page.MayWrite {
		t.Fatalf("%d purposes", len(page.Now))
	}
	_, err := try(g, g.head, privacy.WritePurpose, privacy.PurposeInput{Basis: privacy.ByConsent, Name: "Làm phim", LegalBasis: "Đơn vị"})
	g.wrong(err, "ask", "privacy.text_missing")
	_, err = try(g, g.head, privacy.WritePurpose, privacy.PurposeInput{Basis: privacy.ByLaw, Name: "Làm phim", LegalBasis: "Đơn vị", ValidFrom: page.Today.AddDays(-1)})
	g.wrong(err, "valid_from", "privacy.day_in_past")
	do(g, g.head, privacy.WritePurpose, privacy.PurposeInput{Basis: privacy.ByConsent, Name: "Làm phim", Ask: "Quay phim ông (bà).", LegalBasis: "Đơn vị", Kinds: []string{"photo", "bogus"}})
	do(g, g.head, privacy.WritePurpose, privacy.PurposeInput{Code: "training", Basis: privacy.ByConsent, Name: "Dùng hồ sơ để dạy nghề", Ask: "Sinh viên đọc hồ sơ.", LegalBasis: "Đơn vị", Ends: true, ValidFrom: page.Today.AddDays(1)})
	page = see(g, g.worker, privacy.Purposes, struct{}{})
	i := slices.IndexFunc(page.Now, func(p privacy.Purpose) bool { return p.NameVI == "Làm phim" })
	if i < 0 || page.Now[i].Kinds != "photo" || page.Now[i].Mark != settings.Decided || len(page.Now) != 12 {
		t.Fatalf("got %+v", page.Now)
	}
	g.Clock.Add(3 * 24 * time.Hour)
	page = see(g, g.worker, privacy.Purposes, struct{}{})
	if slices.ContainsFunc(page.Now, func(p privacy.Purpose) bool { return p.Code == "training" }) || len(page.Other) < 2 {
		t.Error("a purpose that was given up still holds, or left no trace")
	}
	g.Do(privacy.Seed)
	if n := len(see(g, g.worker, privacy.Purposes, struct{}{}).Now); n != 11 {
		t.Errorf("the next start wrote over the centre: %d", n)
	}
}

func TestRequestClocks(t *testing.T) {
	g := openCentre(t)
	var book *settings.Book
	g.Do(func(tx *db.Tx) (err error) { book, err = settings.Of(tx); return err })
	friday := value.MustDay("2026-11-20")
	for _, c := range []struct {
		kind      privacy.Right
		processor bool
		more      int
		due       string
	}{
		{privacy.ToWithdraw, false, 0, "2026-12-05"}, {privacy.ToRestrict, true, 0, "2026-12-10"}, {privacy.ToObject, false, 15, "2026-12-20"},
		{privacy.ToAccess, false, 0, "2026-11-30"}, {privacy.ToRectify, false, 5, "2026-12-05"}, {privacy.ToDelete, false, 0, "2026-12-05"},
	} {
		clocks := privacy.Request{Kind: c.kind, Processor: c.processor, ReceivedOn: friday, ExtendedDays: c.more}.Clocks(book, friday)
		if len(clocks) != 2 || clocks[0].Step != "acknowledge" || clocks[0].Due.String() != "2026-11-24" || !clocks[0].Working || clocks[1].Due.String() != c.due || clocks[1].Late {
			t.Errorf("%s: %+v", c.kind, clocks)
		}
	}
	late := privacy.Request{Kind: privacy.ToAccess, ReceivedOn: friday, AcknowledgedOn: friday}.Clocks(book, value.MustDay("2026-12-01"))
	if len(late) != 1 || !late[0].Late || late[0].Left != -1 || late[0].Basis == "" {
		t.Errorf("got %+v", late)
	}
	if (privacy.Request{Kind: privacy.ToDelete, ReceivedOn: friday}).Clocks(book, friday)[1].Mark != settings.Decided {
		t.Error("a figure that no law gives is shown as law")
	}
}

func TestRequestIsAnsweredByTheDirector(t *testing.T) {
	g := openCentre(t)
	id := g.person("Đặng Thị Hoa", "1962")
	ask := privacy.RequestInput{ResidentID: id, Kind: privacy.ToAccess, Asker: privacy.Guardian, Text: "Xem hồ sơ của bà"}
	_, err := try(g, g.worker, privacy.OpenRequest, ask)
	g.wrong(err, "asker_name", "privacy.text_missing")
	g.wrong(err, "checked", "privacy.who_unchecked")
	ask.AskerName, ask.Checked = "Nguyễn Văn Giám", "Xem căn cước, quyết định giám hộ"
	r := do(g, g.worker, privacy.OpenRequest, ask)
	owed := func() privacy.Owed {
		return see(g, g.worker, func(tx *db.Tx, _ struct{}) (privacy.Owed, error) { return privacy.OwedNow(tx) }, struct{}{})
	}
	if o := owed(); o.Soon != 1 || o.Late != 0 {
		t.Errorf("owed %+v", o)
	}
	do(g, g.worker, privacy.TakeStep, privacy.StepInput{ID: r.ID, Step: "acknowledged"})
	_, err = try(g, g.worker, privacy.TakeStep, privacy.StepInput{ID: r.ID, Step: "acknowledged"})
	g.refused(err, fault.Conflict, "privacy.acknowledged_already")
	_, err = try(g, g.worker, privacy.TakeStep, privacy.StepInput{ID: r.ID, Step: "extended", Days: 5, Note: "nhiều giấy"})
	g.refused(err, fault.Forbidden, "")
	_, err = try(g, g.head, privacy.TakeStep, privacy.StepInput{ID: r.ID, Step: "extended", Days: 16, Note: "nhiều giấy"})
	g.wrong(err, "days", "privacy.extension_range")
	do(g, g.head, privacy.TakeStep, privacy.StepInput{ID: r.ID, Step: "extended", Days: 15, Note: "nhiều giấy"})
	_, err = try(g, g.head, privacy.TakeStep, privacy.StepInput{ID: r.ID, Step: "extended", Days: 1, Note: "nữa"})
	g.refused(err, fault.Conflict, "privacy.extended_already")
	g.Clock.Add(26 * 24 * time.Hour)
	if o := owed(); o.Late != 1 {
		t.Errorf("owed %+v", o)
	}
	_, err = try(g, g.worker, privacy.AnswerRequest, privacy.AnswerInput{ID: r.ID, Outcome: privacy.Granted, Answer: "đã đưa"})
	g.refused(err, fault.Forbidden, "")
	_, err = try(g, g.head, privacy.AnswerRequest, privacy.AnswerInput{ID: r.ID, Outcome: privacy.Granted})
	g.wrong(err, "answer", "privacy.text_missing")
	do(g, g.head, privacy.AnswerRequest, privacy.AnswerInput{ID: r.ID, Outcome: privacy.Granted, Answer: "Đã đưa một bản"})
	_, err = try(g, g.head, privacy.AnswerRequest, privacy.AnswerInput{ID: r.ID, Outcome: privacy.Declined, Answer: "không"})
	g.refused(err, fault.Conflict, "privacy.request_closed")
	if o := owed(); o != (privacy.Owed{}) {
		t.Errorf("owed %+v", o)
	}
	f := see(g, g.worker, privacy.ReadRequest, privacy.OfRequest{ID: r.ID})
	if len(f.Steps) != 4 || len(f.Clocks) != 0 {
		t.Errorf("got %+v", f.Steps)
	}
	if err := g.See(g.other, func(tx *db.Tx) error { _, err := privacy.ReadRequest(tx, privacy.OfRequest{ID: r.ID}); return err }); fault.KindOf(err) != fault.NotFound || errors.Is(err, nil) {
		t.Errorf("the other campus reads it: %v", err)
	}
}
