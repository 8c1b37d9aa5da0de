package db

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"
)

// Position is a place in the binary log of a server: everything before it is in a copy that names it.
type Position struct {
	File string `json:"file,omitempty"`
	At   uint64 `json:"at,omitempty"`
}

// Why the binary log of a server cannot be followed. Whole copies are written instead.
var (
	ErrNoLog     = errors.New("db: the server keeps no binary log")
	ErrLogTools  = errors.New("db: mariadb-binlog is not installed beside the program")
	ErrLogDenied = errors.New("db: the account may not read the binary log")
)

// logOfSnapshot asks a server where its binary log stood when the snapshot of this connection was taken.
// MariaDB knows it exactly; where the log is off, or on another server, there is none.
func logOfSnapshot(ctx context.Context, conn querier) (p Position, err error) {
	found, err := conn.QueryContext(ctx, "SHOW STATUS WHERE Variable_name IN ('Binlog_snapshot_file', 'Binlog_snapshot_position')")
	if err != nil {
		return p, err
	}
	defer found.Close()
	for found.Next() {
		var name, value string
		if err := found.Scan(&name, &value); err != nil {
			return p, err
		}
		if name == "Binlog_snapshot_file" {
			p.File = value
		} else if p.At, err = strconv.ParseUint(value, 10, 64); value != "" && err != nil {
			return p, err
		}
	}
	if err := found.Err(); err != nil || p.File == "" {
		return Position{}, err
	}
	return p, nil
}

// LogNow tells where the binary log of the server stands, or why it cannot be followed.
func (h *House) LogNow(ctx context.Context) (Position, error) {
	if h.Engine != MySQL {
		return Position{}, ErrNoLog
	}
	if _, err := exec.LookPath("mariadb-binlog"); err != nil {
		return Position{}, ErrLogTools
	}
	found, err := h.Raw().QueryContext(ctx, "SHOW MASTER STATUS")
	var my *mysqldriver.MySQLError
	switch {
	case errors.As(err, &my) && (my.Number == 1227 || my.Number == 1045 || my.Number == 1142):
		return Position{}, ErrLogDenied
	case errors.As(err, &my) && my.Number == 1064: // a server that calls it otherwise
		return Position{}, ErrNoLog
	case err != nil:
		return Position{}, settle(err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil || !found.Next() {
		return Position{}, errors.Join(ErrNoLog, err, found.Err())
	}
	var p Position
	into := make([]any, len(columns))
	for i := range into {
		into[i] = new([]byte)
	}
	into[0], into[1] = &p.File, &p.At
	return p, found.Scan(into...)
}

// Name is the name of the database on its server, or "".
func (h *House) Name() string {
	u, err := url.Parse(h.cfg.Database)
	if err != nil || h.Engine != MySQL {
		return ""
	}
	return strings.TrimPrefix(u.Path, "/")
}

// clientFile writes the account for the server's own programs, readable by its owner alone: on the
// command line everybody would see the password.
func (h *House) clientFile(dir string) (string, error) {
	u, err := url.Parse(h.cfg.Database)
	if err != nil {
		return "", errors.New("db: the address of the database cannot be read")
	}
	quote := func(s string) string {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", "", "\r", "").Replace(s) + `"`
	}
	password, _ := u.User.Password()
	text := "[client]\nuser=" + quote(u.User.Username()) + "\npassword=" + quote(password) + "\n"
	if socket := u.Query().Get("socket"); socket != "" {
		text += "socket=" + quote(socket) + "\n"
	} else {
		port := u.Port()
		if port == "" {
			port = "3306"
		}
		text += "protocol=tcp\nhost=" + quote(u.Hostname()) + "\nport=" + port + "\n"
	}
	path := filepath.Join(dir, "client.cnf")
	return path, os.WriteFile(path, []byte(text), 0o600)
}

// logName is how a server names the files of its log: nothing that leads out of a folder or is an option.
var logName = regexp.MustCompile(`^[\pL\d_][\pL\d_.-]*$`)

// FetchLog gets what a binary log holds from a position on, up to another in the same file, or to the
// file's end when the end is zero. What it writes is a log file of its own.
func (h *House) FetchLog(ctx context.Context, from Position, to uint64, into io.Writer) (uint64, error) {
	if !logName.MatchString(from.File) {
		return 0, fmt.Errorf("db: %q is no name of a binary log", from.File)
	}
	dir, err := os.MkdirTemp("", "maiam-log-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	account, err := h.clientFile(dir)
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, "mariadb-binlog", "--defaults-file="+account, "--read-from-remote-server", "--raw",
		"--start-position="+strconv.FormatUint(from.At, 10), "--result-file="+dir+"/", from.File) // #nosec G204 -- a fixed program without a shell; the name was held against its form
	if said, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("db: the binary log from %s:%d on cannot be had: %w: %.300s", from.File, from.At, err, said)
	}
	f, err := os.Open(filepath.Join(dir, from.File)) // #nosec G304 -- in a folder of our own; the name was held against its form
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return CutLog(f, into, from.At, to)
}

// headLength is the length of the head of each event of a binary log.
const headLength = 19

var logMagic = []byte{0xfe, 'b', 'i', 'n'}

// CutLog copies the events of a binary log that end after one position and not after another (or to the
// end for zero), with the description that every log begins with, and tells where the last of them ends.
func CutLog(from io.Reader, into io.Writer, after, until uint64) (end uint64, err error) {
	r := bufio.NewReaderSize(from, 1<<20)
	magic := make([]byte, len(logMagic))
	if _, err := io.ReadFull(r, magic); err != nil || !bytes.Equal(magic, logMagic) {
		return 0, errors.New("db: this is no binary log")
	}
	if _, err := into.Write(magic); err != nil {
		return 0, err
	}
	end = after
	for first := true; ; first = false {
		head := make([]byte, headLength)
		if _, err := io.ReadFull(r, head); errors.Is(err, io.EOF) {
			return end, nil
		} else if err != nil {
			return end, fmt.Errorf("db: the binary log ends in the middle: %w", err)
		}
		length, ends := int64(binary.LittleEndian.Uint32(head[9:])), uint64(binary.LittleEndian.Uint32(head[13:]))
		if length < headLength {
			return end, errors.New("db: the binary log cannot be read")
		}
		kept := first || ends > after && (until == 0 || ends <= until)
		to := into
		if !kept {
			to = io.Discard
		}
		if _, err := to.Write(head); err != nil {
			return end, err
		}
		if _, err := io.CopyN(to, r, length-headLength); err != nil {
			return end, err
		}
		if kept && !first {
			end = ends
		}
	}
}

// ReplayLog plays pieces of a binary log into this database, in their order, up to a moment when one is
// given. The name is what the database was called when the log was written: nothing is ever written into
// a database of that name unless it is this one.
func (h *House) ReplayLog(ctx context.Context, name string, pieces []string, until time.Time) error {
	if len(pieces) == 0 {
		return nil
	}
	dir, err := os.MkdirTemp("", "maiam-log-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	account, err := h.clientFile(dir)
	if err != nil {
		return err
	}
	// The pieces begin in the middle of the server's history, which newer tools would refuse.
	args := []string{"--no-defaults", "--loose-gtid-strict-mode=0", "--database=" + name} // what other databases of the server did stays theirs
	if name != h.Name() {
		args = append(args, "--rewrite-db="+name+"->"+h.Name())
	}
	if !until.IsZero() {
		args = append(args, "--stop-datetime="+until.UTC().Format(time.DateTime))
	}
	read := exec.CommandContext(ctx, "mariadb-binlog", append(args, pieces...)...) // #nosec G204 -- a fixed program without a shell; options with their names, and files of our own making
	read.Env = append(os.Environ(), "TZ=UTC")
	write := exec.CommandContext(ctx, "mariadb", "--defaults-file="+account, "--binary-mode", h.Name()) // #nosec G204 -- a fixed program without a shell; the database is the operator's
	var readSaid, writeSaid bytes.Buffer
	read.Stderr, write.Stderr = &readSaid, &writeSaid
	if write.Stdin, err = read.StdoutPipe(); err != nil {
		return err
	}
	if err := read.Start(); err != nil {
		return errors.Join(ErrLogTools, err)
	}
	wrote := write.Run()
	if err := errors.Join(wrote, read.Wait()); err != nil {
		return fmt.Errorf("db: the binary log could not be played in: %w: %.300s %.300s", err, readSaid.String(), quoted.ReplaceAllString(writeSaid.String(), "'…'"))
	}
	return nil
}
