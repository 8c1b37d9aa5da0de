package presence_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"maiam/models/db"
	"maiam/models/dbtest"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
)

// BenchmarkPeopleSearch looks for people among 100,000 (MAIAM_BENCH_PEOPLE), by what carers type:
// rare words, common words, words that fit a great many, and letters that have just begun. Reported
// are the middle and the 95th of a hundred searches of each kind; no kind may need more than 150 ms.
func BenchmarkPeopleSearch(b *testing.B) {
	total := 100_000
	if n, err := strconv.Atoi(os.Getenv("MAIAM_BENCH_PEOPLE")); err == nil {
		total = n
	}
	g := furnish(b, dbtest.Open(b))
	began := time.Now()
	g.populace(total)
	b.Logf("%d people entered and received in %v", total, time.Since(began).Round(time.Millisecond))
	for _, c := range []struct{ name, text string }{
		{"Human", "dang hoa 62 dien chau"}, {"FullName", "Nguyễn Thị Hoa"}, {"Family", "nguyen"}, {"Common", "nguyen thi"}, {"Letter", "t"},
		{"Year", "1962"}, {"TwoYears", "hoa 62"}, {"Place", "dien chau"}, {"PlaceAndFamily", "tran do luong"}, {"BroadMiss", "nguyen van thi dinh"},
		{"Number", "NA-050000"}, {"Nobody", "xyz"}, {"Bed", "201-1"}, {"List", ""},
	} {
		for name, who := range map[string]db.Actor{"OneCampus": g.nurse, "WholeCentre": g.head} {
			b.Run(c.name+"/"+name, func(b *testing.B) {
				var took []time.Duration
				for b.Loop() {
					at := time.Now()
					if err := g.See(who, func(tx *db.Tx) error { _, err := presence.People(tx, presence.PeopleInput{Text: c.text}); return err }); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(at))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
				b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			})
		}
	}
}

// populace enters people with names as common as they are in the province and receives them.
func (g *house) populace(n int) {
	g.T.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	family := []string{"Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Võ", "Hồ", "Phan"}
	middle := []string{"Thị", "Thị", "Thị", "Văn", "Văn", "Đình", "Xuân", "Ngọc"}
	given := []string{"Hoa", "Lan", "Hùng", "Dũng", "An", "Bình", "Châu", "Mai", "Nam", "Sơn", "Thắng", "Tâm", "Yến", "Vân", "Thu", "Thanh", "Quý", "Phúc", "Oanh", "Nga", "Minh", "Loan", "Khánh", "Huệ", "Hiền", "Hà", "Đức", "Cường", "Bảy", "Anh"}
	place := []string{"Diễn Châu", "Đô Lương", "Yên Thành", "Quỳnh Lưu", "Thanh Chương", "Nghi Lộc", "Tương Dương", "Con Cuông"}
	for start := 0; start < n; start += residents.ManyLimit {
		var in []residents.PersonInput
		for i := start; i < min(n, start+residents.ManyLimit); i++ {
			in = append(in, residents.PersonInput{Name: family[r.IntN(len(family))] + " " + middle[r.IntN(len(middle))] + " " + given[r.IntN(len(given))],
				Sex: []value.Sex{"m", "f"}[r.IntN(2)], Born: value.BirthDate{Day: value.MustDay(fmt.Sprintf("%d-%02d-01", 1930+r.IntN(80), 1+r.IntN(12))), Precision: value.PrecisionDay},
				OriginAddress: fmt.Sprintf("xóm %d, xã số %d, huyện %s, Nghệ An", r.IntN(20), r.IntN(400), place[r.IntN(len(place))])})
		}
		ids := g.enter(g.one, in...)
		var admit []presence.AdmitInput
		for _, id := range ids {
			admit = append(admit, presence.AdmitInput{ResidentID: id, CampusID: g.one, Category: "A1", At: g.ago(50)})
		}
		g.Do(func(tx *db.Tx) error { _, _, err := presence.AdmitMany(tx, admit); return err })
	}
}
