package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"regexp"
	"strconv"
	"strings"

	mysqldriver "github.com/go-sql-driver/mysql"
	"gorm.io/gorm"
	"modernc.org/sqlite"

	"maiam/models/fault"
)

// class sorts the errors of both drivers by what the house does about them.
type class uint8

const (
	other class = iota
	duplicate
	reference
	check
	tooLong
	rivals // deadlock, lock time-out, stale snapshot: worth another try
	full
	gone
	readOnly // nothing may be written now: a disk that saved itself, or a server that somebody set so
)

// classify reads the error number of either driver; it is the one place that knows both.
func classify(err error) class {
	var my *mysqldriver.MySQLError
	var lite *sqlite.Error
	switch {
	case errors.As(err, &my):
		switch my.Number {
		case 1062:
			return duplicate
		case 1451, 1452:
			return reference
		case 3819, 4025:
			return check
		case 1264, 1366, 1406, 1292, 1267: // the last: letters that the column does not know are compared with it
			return tooLong
		case 1213, 1205, 1020:
			return rivals
		case 1021, 1114, 3675:
			return full
		case 1053, 1040, 1152, 1047:
			return gone
		case 1290, 1792, 1836:
			return readOnly
		}
	case errors.As(err, &lite):
		switch lite.Code() {
		case 1555, 2067:
			return duplicate
		case 787, 1811:
			return reference
		case 275:
			return check
		case 5, 6, 261, 517:
			return rivals
		case 13:
			return full
		}
		switch lite.Code() & 0xff { // the rest of a code says where it happened
		case 8:
			return readOnly
		case 10, 14:
			return gone
		}
	case errors.Is(err, errChained):
		return rivals
	case errors.Is(err, gorm.ErrDuplicatedKey):
		return duplicate
	case errors.Is(err, mysqldriver.ErrInvalidConn), errors.Is(err, driver.ErrBadConn), errors.As(err, new(*net.OpError)), errors.Is(err, io.ErrUnexpectedEOF):
		return gone
	}
	return other
}

func transient(err error) bool { return classify(err) == rivals }

var quoted = regexp.MustCompile(`'[^']*'`)

// quiet takes the values out of a driver's sentence: logs hold no personal data.
func quiet(err error) error {
	text := err.Error()
	var my *mysqldriver.MySQLError
	if errors.As(err, &my) {
		text = "mysql " + strconv.Itoa(int(my.Number)) + ": " + my.Message
	}
	if at := strings.LastIndex(text, " for key "); at >= 0 {
		return errors.New(quoted.ReplaceAllString(text[:at], "'…'") + text[at:])
	}
	return errors.New(quoted.ReplaceAllString(text, "'…'"))
}

func driverFault(err error) error {
	switch classify(err) {
	case duplicate:
		return fault.New(fault.Conflict, "db.duplicate").Because(quiet(err))
	case reference:
		return fault.New(fault.Conflict, "db.referenced").Because(quiet(err))
	case check, tooLong:
		return fault.New(fault.Invalid, "db.refused").Because(quiet(err))
	case rivals:
		return fault.New(fault.Busy, "db.busy").Because(quiet(err))
	case full:
		return fault.New(fault.Busy, "db.full").Because(quiet(err))
	case gone:
		return fault.New(fault.Busy, "db.gone").Because(quiet(err))
	case readOnly:
		return fault.New(fault.Busy, "db.read_only").Because(quiet(err))
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return fault.New(fault.Busy, "db.busy").Because(err)
	}
	return err
}

// Duplicate tells whether err came from the unique index over the named column, so that a
// use-case can say which rule it broke. Unique indexes are named <table>_<column>.
func Duplicate(err error, column string) bool {
	if err == nil || classify(err) != duplicate {
		return false
	}
	return strings.Contains(err.Error(), column)
}

// Referenced tells whether err says that another row still needs this one, or that a named row is
// not there.
func Referenced(err error) bool { return err != nil && classify(err) == reference }
