package privacy

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"maiam/handlers/paper"
	"maiam/handlers/web"
	"maiam/handlers/words"
	"maiam/models/db"
	"maiam/models/files"
	"maiam/models/privacy"
	"maiam/models/register"
	"maiam/models/value"
)

// copyData is the copy of a person's file with the letterhead.
type copyData struct {
	*privacy.Copy
	Letterhead register.Letterhead
}

func readCopy(tx *db.Tx, in privacy.OfRequest) (d copyData, err error) {
	if d.Copy, err = privacy.CopyOf(tx, in); err != nil {
		return d, err
	}
	d.Letterhead, err = letterhead(tx)
	return d, err
}

// openCopies opens the doors to the copy of a person's file.
func openCopies(d *web.Desk, store *files.Store) {
	const one = "/privacy/requests/:request"
	web.File(d, one+"/copy.pdf", "privacy.copy", readCopy, func(call *web.Call, d copyData) (web.Draw, error) {
		body, err := copyPaper(call, d)
		return web.Draw{Name: "ho-so-" + d.Number + ".pdf", Type: "application/pdf", Body: body, Show: true}, err
	})
	web.File(d, one+"/copy.json", "privacy.copy", readCopy, func(_ *web.Call, d copyData) (web.Draw, error) {
		body, err := json.MarshalIndent(d.Copy, "", "  ")
		return web.Draw{Name: "ho-so-" + d.Number + ".json", Type: "application/json", Body: body}, err
	})
	web.File(d, one+"/copy.zip", "privacy.copy", readCopy, func(call *web.Call, d copyData) (web.Draw, error) {
		body, err := copyZip(call, d, store)
		return web.Draw{Name: "ho-so-" + d.Number + ".zip", Type: "application/zip", Body: body}, err
	})
	web.Form(d, one+"/handed", handCopy, one, func(call *web.Call, in privacy.HandInput, _ *privacy.Request) string {
		call.Tell(web.Notice{Key: "privacy.told.step"})
		return requestPath(in.ID)
	})
	web.API(d, web.Op{ID: "handDataCopy", Method: "POST", Path: "/api/v1/privacy/requests/:request/handed", Summary: "The copy of the file was handed out, to whom and how", Status: 201}, handCopy, requestOut)
}

var handCopy = web.Action[privacy.HandInput, *privacy.Request]{Name: "privacy.hand_copy", Do: privacy.HandCopy}

// shownRows is how many rows of one kind stand on paper; the rest is in the JSON beside it.
const shownRows = 150

// copyPaper draws the file for reading: one heading for each kind of record, one line for each row.
func copyPaper(call *web.Call, d copyData) ([]byte, error) {
	ctx := official(words.Zone(call.Context()))
	p := paper.New(ctx, paper.Form{Name: "ho-so-" + d.Number, Made: d.MadeAt, Foot: d.Number + " · " + words.DateTime(ctx, d.MadeAt)})
	p.Letterhead(paper.Head{Superior: d.Letterhead.Superior, Agency: d.Letterhead.Agency, Place: d.Letterhead.Place + ", " + words.LongDay(ctx, value.DayOf(d.MadeAt, d.Zone))})
	p.Title("Bản sao dữ liệu cá nhân", d.Name+" · "+d.Number)
	p.Paragraph("Bản này gồm mọi điều Trung tâm ghi về người có tên trên, trừ phần nói về người khác. Bản đầy đủ từng dòng nằm trong tệp JSON kèm theo.")
	if d.CitizenNumber != "" {
		p.Paragraph("Số định danh: " + d.CitizenNumber)
	}
	if d.InsuranceCard != "" {
		p.Paragraph("Thẻ bảo hiểm y tế: " + d.InsuranceCard)
	}
	for _, s := range inOrder(d.Sections) {
		head := tableName(call, s.Table) + " (" + words.Number(ctx, int64(len(s.Rows))) + ")"
		if slices.Contains(coded, s.Table) {
			p.Paragraph(head + ": từng dòng có trong tệp JSON.")
			continue
		}
		var rows []paper.Row
		for _, r := range s.Rows[max(0, len(s.Rows)-shownRows):] {
			line, err := rowText(ctx, r, s.Columns)
			if err != nil {
				return nil, err
			}
			rows = append(rows, paper.Row{Cells: []string{line}})
		}
		if len(s.Rows) > shownRows {
			head += ", " + words.Number(ctx, shownRows) + " dòng mới nhất"
		}
		p.Table([]paper.Column{{Head: head, Width: 1}}, rows)
	}
	p.Paragraph(fmt.Sprintf("Tệp đính kèm: %d.", len(d.Attachments)))
	var out bytes.Buffer
	err := p.Write(&out)
	return out.Bytes(), err
}

// coded are tables whose rows are short codes of each round: on paper their number is told, the rows
// themselves are in the JSON.
var coded = []string{"care_marks", "care_states", "care_norms", "care_second_looks", "care_rollcall_ticks"}

// inOrder puts who somebody is before where the person was, and both before daily care.
func inOrder(all []privacy.Section) []privacy.Section {
	place := func(s privacy.Section) int {
		for i, area := range []string{"residents_people", "residents_", "presence_", "intake_", "care_", "privacy_"} {
			if strings.HasPrefix(s.Table, area) {
				return i
			}
		}
		return 9
	}
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b privacy.Section) int { return place(a) - place(b) })
	return out
}

// columnNames are the columns that most rows have, in the words of the paper; others stand by their own.
var columnNames = map[string]string{"name": "tên", "number": "mã số", "sex": "giới", "birth_day": "sinh", "note": "ghi chú", "kind": "loại", "code": "mã", "reason": "lý do", "at": "lúc", "from_day": "từ ngày",
	"to_day": "đến ngày", "recorded_at": "ghi lúc", "started_at": "từ lúc", "ended_at": "đến lúc", "admitted_at": "vào lúc", "left_at": "rời lúc", "category": "nhóm", "place": "nơi", "phone": "điện thoại",
	"address": "địa chỉ", "relation": "quan hệ", "answer": "trả lời", "outcome": "kết quả", "text": "nội dung", "purpose": "việc", "act": "điều đã nói", "giver": "ai nói", "giver_name": "họ tên người nói",
	"amount": "số đo", "step": "bước", "done_on": "ngày làm", "received_on": "ngày nhận", "origin_address": "quê quán", "ethnicity": "dân tộc", "due_on": "hạn", "cause": "nguyên nhân", "witness": "người chứng kiến",
	"end_reason": "lý do kết thúc", "end_note": "ghi chú kết thúc", "guardian": "người giám hộ", "means": "bằng cách", "given_on": "ngày nói", "expires_on": "hết hạn", "severity": "mức độ"}

// rowText is one row in the order of its columns, what is empty left out.
func rowText(ctx context.Context, body json.RawMessage, columns []string) (string, error) {
	var row map[string]any
	if err := json.Unmarshal(body, &row); err != nil {
		return "", err
	}
	var said []string
	for _, c := range columns {
		v := row[c]
		if v == nil || v == "" || c == "id" || strings.HasSuffix(c, "_id") {
			continue
		}
		name := columnNames[c]
		if name == "" {
			name = strings.ReplaceAll(c, "_", " ")
		}
		said = append(said, name+": "+cellText(ctx, v))
	}
	return strings.Join(said, "; "), nil
}

// cellText says a value; a moment in the hours of the centre, however the database writes it.
func cellText(ctx context.Context, v any) string {
	switch v := v.(type) {
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		for _, form := range []string{"2006-01-02 15:04:05.999999999-07:00", "2006-01-02 15:04:05.999999"} {
			if at, err := time.Parse(form, v); err == nil {
				return words.DateTime(ctx, at)
			}
		}
		if day, err := value.ParseDay(v); err == nil && len(v) == len("2006-01-02") && !day.IsZero() {
			return words.Day(ctx, day)
		}
		return v
	}
	return fmt.Sprint(v)
}

// tableName is what a kind of record is called; a new one by its own name until it has words.
func tableName(call *web.Call, table string) string {
	ctx := official(words.Zone(call.Context()))
	if key := "privacy.table." + table; words.Has(ctx, key) {
		return words.T(ctx, key)
	}
	return table
}

// mostAttached is how many bytes of attachments one copy holds; the others are named in the list.
const mostAttached = 100 << 20

// copyZip packs paper, JSON and attachments with their checksums.
func copyZip(call *web.Call, d copyData, store *files.Store) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	put := func(name string, body []byte) error {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: d.MadeAt})
		if err == nil {
			_, err = f.Write(body)
		}
		return err
	}
	body, err := json.MarshalIndent(d.Copy, "", "  ")
	if err != nil {
		return nil, err
	}
	if err := put("ho-so.json", body); err != nil {
		return nil, err
	}
	drawn, err := copyPaper(call, d)
	if err != nil {
		return nil, err
	}
	if err := put("ho-so.pdf", drawn); err != nil {
		return nil, err
	}
	var list strings.Builder
	size := 0
	for _, a := range d.Attachments {
		name := fmt.Sprintf("tep/%d%s", a.ID, extension(a))
		body, err := store.Read(a.Sha256)
		switch {
		case err != nil:
			fmt.Fprintf(&list, "%s  %s  (không đọc được)\n", a.Sha256, name)
			continue
		case size+len(body) > mostAttached:
			fmt.Fprintf(&list, "%s  %s  (quá lớn, nhận riêng)\n", a.Sha256, name)
			continue
		}
		size += len(body)
		fmt.Fprintf(&list, "%s  %s\n", a.Sha256, name)
		if err := put(name, body); err != nil {
			return nil, err
		}
	}
	if err := put("SHA256SUMS", []byte(list.String())); err != nil {
		return nil, err
	}
	err = z.Close()
	return out.Bytes(), err
}

// extension is by what a file is, never by what its sender called it.
func extension(a files.Attachment) string {
	switch a.Type {
	case "application/pdf":
		return ".pdf"
	case "image/jpeg":
		return ".jpg"
	}
	return "." + path.Base(a.Type)
}
