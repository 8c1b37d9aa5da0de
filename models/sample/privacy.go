package sample

import (
	"context"
	"time"

	"maiam/models/db"
	"maiam/models/privacy"
	"maiam/models/value"
)

// privacy lets the social worker of each campus have asked a few grown people about pictures and
// donors, and take two requests about data: one is acknowledged, one is late.
func (w *world) privacy(ctx context.Context, h *db.House) error {
	for _, c := range w.places {
		who := w.hand(c, "social_worker")
		if who == nil || who.id == 0 {
			continue
		}
		var grown []*human
		for _, p := range w.people {
			if p.bed == nil || p.bed.ward.campus != c || p.left != nil || p.away != nil || p.leaves || p.enters || p.id == 0 || !w.grown(p) {
				continue
			}
			if grown = append(grown, p); len(grown) == 8 {
				break
			}
		}
		on := w.today.AddDays(-20)
		for i, p := range grown {
			for j, purpose := range []string{"photo_public", "donors", "family_news", "training"} {
				if (i+j)%4 == 3 {
					continue // still to be asked
				}
				in := privacy.ConsentInput{Resident: p.id, Purpose: purpose, Act: privacy.Given, Giver: privacy.Self, Means: privacy.Written, Place: "Tủ hồ sơ phòng Công tác xã hội", GivenOn: on}
				if i%3 == 1 {
					in.Means = privacy.Thumb
				}
				if (i+j)%5 == 4 {
					in.Act, in.Means, in.Place = privacy.Refused, "", ""
				}
				if i == 2 && j == 0 {
					in.GivenOn = w.today.AddMonths(-12).AddDays(9) // to be asked anew soon
				}
				if err := h.Write(ctx, who.as(privacy.Record), "privacy.record_consent", func(tx *db.Tx) error {
					_, err := privacy.RecordConsent(tx, in)
					return err
				}); err != nil {
					return err
				}
			}
		}
		if len(grown) < 4 {
			continue
		}
		if err := w.dataRequests(ctx, h, who, grown); err != nil {
			return err
		}
	}
	return w.breach(ctx, h)
}

// breach is a letter that went to the wrong place weeks ago, and was told in time.
func (w *world) breach(ctx context.Context, h *db.House) error {
	c := w.places[0]
	who, head := w.hand(c, "social_worker"), w.hand(c, "director")
	if who == nil || head == nil {
		return nil
	}
	known := w.at(w.today.AddDays(-24), 9*60+20)
	var b *privacy.Breach
	if err := h.Write(ctx, who.as(privacy.Record), "privacy.note_breach", func(tx *db.Tx) (err error) {
		b, err = privacy.NoteBreach(tx, privacy.BreachInput{CampusID: c.id, Nature: "Gửi nhầm danh sách ăn kiêng của một khu sang nhà bếp trường học bên cạnh.", Place: "Phòng Công tác xã hội", KnownAt: known,
			HappenedAt: known.Add(-18 * time.Hour), Kinds: []string{"identity", "health"}, People: 14, Records: 14, Consequences: "Người ngoài biết tên và chế độ ăn của 14 người.", Measures: "Đã thu lại, bên nhận cam kết chưa sao chép."})
		return err
	}); err != nil {
		return err
	}
	return h.Write(ctx, head.as(privacy.Decide), "privacy.step_breach", func(tx *db.Tx) error {
		_, err := privacy.StepBreach(tx, privacy.BreachStepInput{ID: b.ID, Step: "reported", At: known.Add(29 * time.Hour), Note: "Gửi thông báo lần đầu, kèm biên bản.", Reference: "38/TB-TTBTXH"})
		return err
	})
}

func (w *world) dataRequests(ctx context.Context, h *db.House, who *worker, grown []*human) error {
	for i, in := range []privacy.RequestInput{
		{ResidentID: grown[0].id, Kind: privacy.ToHave, Asker: privacy.Self, ReceivedOn: w.today.AddDays(-2), Text: "Xin một bản hồ sơ của mình để gửi người nhà ở xa."},
		{ResidentID: grown[3].id, Kind: privacy.ToRectify, Asker: privacy.Self, ReceivedOn: w.today.AddDays(-14), Text: "Năm sinh trên hồ sơ sai, xin sửa theo giấy khai sinh mới tìm được."},
	} {
		if err := h.Write(ctx, who.as(privacy.Record), "privacy.open_request", func(tx *db.Tx) error {
			r, err := privacy.OpenRequest(tx, in)
			if err == nil && i == 1 {
				_, err = privacy.TakeStep(tx, privacy.StepInput{ID: r.ID, Step: "acknowledged", DoneOn: w.today.AddDays(-13)})
			}
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// grown tells that somebody is surely an adult who speaks for itself.
func (w *world) grown(p *human) bool {
	born := p.in.Born
	if !born.Known() {
		var err error
		if born, err = value.ParseBirth(p.in.Birth); err != nil {
			return false
		}
	}
	least, _, ok := born.AgeRange(w.today)
	return ok && least >= 20
}
