package sample

import (
	"maiam/models/db"
	"maiam/models/intake"
	"maiam/models/presence"
	"maiam/models/residents"
	"maiam/models/value"
)

// asking is somebody who asks to be received, with the days ago on which each desk was done.
type asking struct {
	name, birth, address string
	sex                  value.Sex
	category             presence.Category
	sender, note         string
	ago                  int
	done                 []int
}

// asks brings three requests into the house: one lies with the former district's desk and nobody knows
// whose that is now, one waits for the head, and one came this morning.
func (s *story) asks(who *worker) {
	way := []intake.Desk{intake.CommuneReviews, intake.CommunePosts, intake.DistrictReviews, intake.DistrictSigns, intake.SuperiorReviews}
	for i, a := range []asking{
		{"Cụ Hồ Thị Lụa", "1944", "Xóm 5, xã Bạch Hà", value.Female, "A2", "UBND xã Bạch Hà", "Sống một mình, nhà dột nát", 40, []int{30, 20}},
		{"Trần Văn Khoa", "12/03/1988", "Xã Thuần Trung", value.Male, "A3", "Gia đình và UBND xã", "Khuyết tật đặc biệt nặng, mẹ đã già yếu", 50, []int{40, 31, 24, 20, 6}},
		{"Lô Văn Thái", "2011", "Xã Con Cuông", value.Male, "C1", "Công an xã", "", 1, nil},
	} {
		var p *intake.Petition
		s.step(s.when(a.ago, 800+10*i), who, "intake.open_petition", func(tx *db.Tx) error {
			one, err := residents.CreateResident(tx, residents.PersonInput{CampusID: s.w.places[0].id, Name: a.name, Sex: a.sex, Birth: a.birth, OriginAddress: a.address, Despite: true})
			if err != nil {
				return err
			}
			p, err = intake.OpenPetition(tx, intake.PetitionInput{ResidentID: one.ID, Category: a.category, Sender: a.sender, Note: a.note})
			return err
		})
		for n, ago := range a.done {
			s.step(s.when(ago, 900+10*i), who, "intake.do_step", func(tx *db.Tx) error {
				_, err := intake.DoStep(tx, intake.StepInput{ID: p.ID, Step: way[n]})
				return err
			})
		}
	}
}
