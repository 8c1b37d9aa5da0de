package db

import "time"

// Forger is what somebody has who may do everything in the database and knows this program by heart,
// and does not have the keys.
type Forger struct{ h *House }

// NewForger gives one for a house.
func NewForger(h *House) Forger { return Forger{h} }

// Reseal numbers the deeds of a campus anew and makes all their hashes and the end of the chain anew.
func (f Forger) Reseal(campus uint64) error {
	rows, err := f.h.Raw().Query("SELECT id, campus_id, at, action, actor_id, via, request, subject, subject_id, wards, detail FROM db_deeds WHERE campus_id = ? AND seq IS NOT NULL ORDER BY seq", campus)
	if err != nil {
		return err
	}
	defer rows.Close()
	var all []deedRow
	for rows.Next() {
		var d deedRow
		if err := rows.Scan(&d.ID, &d.Campus, &d.At, &d.Action, &d.ActorID, &d.Via, &d.Request, &d.Subject, &d.SubjectID, &d.Wards, &d.Detail); err != nil {
			return err
		}
		all = append(all, d)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	_ = rows.Close()
	hash := ""
	for i := range all {
		seq := uint64(i + 1)
		all[i].Seq, all[i].Prev = &seq, hash
		hash = all[i].seal()
		if _, err := f.h.Raw().Exec("UPDATE db_deeds SET seq = ?, prev = ?, hash = ? WHERE id = ?", seq, all[i].Prev, hash, all[i].ID); err != nil {
			return err
		}
	}
	_, err = f.h.Raw().Exec("UPDATE db_chains SET seq = ?, hash = ? WHERE id = ?", len(all), hash, campus+1)
	return err
}

// LongChain writes n chained deeds of a campus that has none.
func (f Forger) LongChain(campus uint64, n int, at time.Time) error {
	hash := ""
	const part = 500
	for from := 0; from < n; from += part {
		rows := make([]deedRow, 0, part)
		for i := from; i < min(from+part, n); i++ {
			seq := uint64(i + 1)
			d := deedRow{ID: seq, Campus: campus, At: at.Add(time.Duration(i) * time.Second), Action: "care.record_round", ActorID: uint64(i%40) + 1, Via: "session",
				Request: "0123456789abcdef01234567", Subject: "ward", SubjectID: 3, Wards: "3", Detail: `{"recorded":40,"rooms":[1,2,3,4,5,6,7,8],"slot":3}`, Seq: &seq, Prev: hash}
			hash = d.seal()
			d.Hash = hash
			rows = append(rows, d)
		}
		if err := f.h.plain.Create(&rows).Error; err != nil {
			return err
		}
	}
	return f.h.plain.Create(&chainRow{ID: campus + 1, Seq: uint64(n), Hash: hash}).Error
}

// SealAsBefore seals the deeds of a campus as the first version did, up to a number.
func (f Forger) SealAsBefore(campus, upTo uint64) error {
	rows, err := f.h.Raw().Query("SELECT id, campus_id, at, action, actor_id, via, request, subject, subject_id, wards, detail, seq FROM db_deeds WHERE campus_id = ? AND seq IS NOT NULL ORDER BY seq", campus)
	if err != nil {
		return err
	}
	defer rows.Close()
	var all []deedRow
	for rows.Next() {
		var d deedRow
		if err := rows.Scan(&d.ID, &d.Campus, &d.At, &d.Action, &d.ActorID, &d.Via, &d.Request, &d.Subject, &d.SubjectID, &d.Wards, &d.Detail, &d.Seq); err != nil {
			return err
		}
		all = append(all, d)
	}
	_ = rows.Close()
	hash := ""
	for i := range all {
		all[i].Prev = hash
		if hash = all[i].seal(); *all[i].Seq <= upTo {
			hash = all[i].sealFirst()
		}
		if _, err := f.h.Raw().Exec("UPDATE db_deeds SET prev = ?, hash = ? WHERE id = ?", all[i].Prev, hash, all[i].ID); err != nil {
			return err
		}
	}
	_, err = f.h.Raw().Exec("UPDATE db_chains SET hash = ? WHERE id = ?", hash, campus+1)
	return err
}

// CatalogueReadings are the statements that ask a server for its tables.
var CatalogueReadings = []string{serverColumns, serverLinks, serverUniques}
