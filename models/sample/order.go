package sample

import (
	"time"

	"maiam/models/care"
	"maiam/models/db"
)

// orders tells the one isolation of last night: ordered by the doctor, looked at, once decided anew, ended
// before its time, known to the director. It is over before midnight, so that none runs at any hour.
func (w *world) orders() (out []act) {
	near := w.places[0]
	doctor, head := w.hand(near, "doctor"), w.hand(near, "director")
	if len(near.wards) == 0 || len(near.wards[0].carers) == 0 || doctor == nil || doctor.id == 0 {
		return nil
	}
	wd, at := near.wards[0], w.clock(1, 2010)
	who := w.somebody(wd, at, 5)
	if who == nil || at.Before(w.at(w.first, 0)) {
		return nil
	}
	by := wd.carers[0]
	var o *care.Order
	out = append(out, act{at, doctor, "care.order", func(tx *db.Tx) (err error) {
		o, err = care.OrderMeasure(tx, care.OrderInput{ResidentID: who.id, Kind: care.Isolation, Minutes: 120, Reason: "Đập phá, lao vào người cùng phòng, không nghe dỗ", Tried: "Đưa ra sân, người quen ngồi cùng 20 phút, thuốc theo đơn",
			Measure: "Phòng riêng có cửa kính, một người ngồi ngoài cửa"})
		return err
	}})
	for n := 1; n <= 7; n++ {
		did := []string{"breathing"}
		if n%3 == 2 {
			did = append(did, "water", "toilet")
		}
		out = append(out, act{at.Add(time.Duration(n) * 13 * time.Minute), by, "care.check_order", func(tx *db.Tx) error {
			_, err := care.CheckOrder(tx, care.OrderCheckInput{OrderID: o.ID, Did: did})
			return err
		}})
	}
	out = append(out, act{at.Add(55 * time.Minute), doctor, "care.review_order", func(tx *db.Tx) error {
		_, err := care.ReviewOrder(tx, care.OrderReviewInput{OrderID: o.ID, Note: "Còn đòi đập cửa, chưa nghe gọi tên; xem lại sau một giờ"})
		return err
	}})
	out = append(out, act{at.Add(98 * time.Minute), by, "care.end_order", func(tx *db.Tx) error {
		_, err := care.EndOrder(tx, care.OrderEndInput{OrderID: o.ID, EndNote: "Đã bình tĩnh, tự ra ngồi với mọi người"})
		return err
	}})
	if head != nil && head.id != 0 {
		out = append(out, act{at.Add(9 * time.Minute), head, "care.know_order", func(tx *db.Tx) error {
			_, err := care.KnowOrder(tx, care.OfOrder{OrderID: o.ID})
			return err
		}})
	}
	return out
}
