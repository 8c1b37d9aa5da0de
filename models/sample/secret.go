package sample

import (
	"time"

	"maiam/models/db"
	"maiam/models/residents"
)

// secrets tells, at each campus, of a matter that only named people know: written by who must know it to
// give care, with one more who was named. All of it is invented, as everything here.
func (w *world) secrets() (out []act) {
	matters := []struct {
		writer, named string
		kind          residents.SecretKind
		text, because string
	}{
		{"nurse", "doctor", "hiv", "Đang uống thuốc ARV hằng ngày, lĩnh thuốc ở trung tâm y tế ngày 5 hằng tháng", "Kê thuốc khác phải biết để tránh tương tác"},
		{"social_worker", "nurse", "violence", "Bị chồng cũ đánh nhiều lần, người này còn tìm; không cho ai biết đang ở đây", "Trực đêm, có người lạ hỏi thăm là phải biết"},
	}
	for i, c := range w.places {
		m := matters[i%len(matters)]
		writer, named, at := w.hand(c, m.writer), w.hand(c, m.named), w.clock(1, 905)
		if writer == nil || writer.id == 0 || named == nil || named.id == 0 || named == writer || len(c.wards) == 0 || at.Before(w.at(w.first, 0)) {
			continue
		}
		who := w.somebody(c.wards[0], at, 7)
		if who == nil {
			continue
		}
		var ref *residents.SecretRef
		out = append(out, act{at, writer, "residents.confide", func(tx *db.Tx) (err error) {
			ref, err = residents.Confide(tx, residents.ConfideInput{Resident: who.id, Kind: m.kind, Text: m.text})
			return err
		}}, act{at.Add(3 * time.Minute), writer, "residents.name_confidant", func(tx *db.Tx) error {
			_, err := residents.NameConfidant(tx, residents.ConfidantInput{Secret: ref.ID, Member: named.id, Reason: m.because})
			return err
		}})
	}
	return out
}
