// Package db is the ground floor of the house: the connection to the database, the transaction
// in which everything happens, the fence around each campus, the receipts that make a repeated
// tap harmless, and the deeds that remember who did what. Areas above ask it in their own words
// and never touch a driver.
package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	mysqldriver "github.com/go-sql-driver/mysql"
	"gorm.io/driver/mysql"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
	embedded "modernc.org/sqlite"
)

// Engine names a family of databases.
type Engine string

// The two engines.
const (
	SQLite Engine = "sqlite"
	MySQL  Engine = "mysql"
)

// Config says which database to open and in which zone the house lives.
type Config struct {
	Database string         // "sqlite:var/maiam.db" or "mysql://user:pass@host:3306/name"
	Zone     *time.Location // civil days are counted here; Asia/Ho_Chi_Minh when nil
	Keys     *Keys          // what sealed columns are opened with; nil where no area seals
	Anchors  []string       // folders outside the database where the ends of the chains of deeds are kept; the first is the house's own and is made
	Pool     int            // connections that may write at once on MySQL; 24 when 0
	Clock    func() time.Time
}

// House is an open database with its pools: one that acts in transactions, one that reads snapshots,
// and one for single statements. An embedded database has one writer, so that there the first and the
// last are the same.
type House struct {
	Engine Engine
	cfg    Config
	write  *gorm.DB
	read   *gorm.DB
	plain  *gorm.DB
	looks  *looks
	schema atomic.Pointer[[]TableColumn]
	memory memory
	tail   tail
	late   lateSignal
	once   sync.Once
}

// Open connects to the database; it does not migrate.
func Open(cfg Config) (*House, error) {
	if cfg.Zone == nil {
		zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
		if err != nil {
			return nil, err
		}
		cfg.Zone = zone
	}
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Pool == 0 {
		cfg.Pool = 24
	}
	h := &House{cfg: cfg}
	var err error
	switch scheme, rest, _ := strings.Cut(cfg.Database, ":"); scheme {
	case "sqlite":
		err = h.openSQLite(rest)
	case "mysql":
		err = h.openMySQL(cfg.Database)
	default:
		err = fmt.Errorf("db: %q names no database: use sqlite:PATH or mysql://user:pass@host:3306/name", scheme)
	}
	if err != nil {
		return nil, err
	}
	h.looks = newLooks(h)
	h.late.init()
	return h, nil
}

// openSQLite opens one connection that writes and a few that read, because SQLite has one writer
// anyway and readers must not queue behind it.
func (h *House) openSQLite(path string) error {
	h.Engine = SQLite
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
	}
	// Acknowledged means on disk, hence synchronous=FULL.
	dsn := func(extra string) string {
		return "file:" + (&url.URL{Path: path}).EscapedPath() +
			"?_pragma=foreign_keys(1)&_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_pragma=synchronous(FULL)" +
			"&_time_format=sqlite&_timezone=UTC" + extra
	}
	open := func(dsn string, conns int) (*gorm.DB, error) {
		base, err := embedded.NewConnector(dsn)
		if err != nil {
			return nil, err
		}
		pool := sql.OpenDB(prepared{Connector: base})
		pool.SetMaxOpenConns(conns)
		pool.SetMaxIdleConns(conns)
		return h.gorm(sqlite.Dialector{DriverName: "sqlite", Conn: pool})
	}
	var err error
	if h.write, err = open(dsn("&_txlock=immediate&_pragma=cache_size(-8000)"), 1); err != nil {
		return err
	}
	h.plain = h.write
	h.read, err = open(dsn("&_pragma=query_only(1)&_pragma=cache_size(-2000)"), 4)
	return err
}

func (h *House) openMySQL(address string) error {
	h.Engine = MySQL
	u, err := url.Parse(address)
	if err != nil {
		return errors.New("db: the address of the database cannot be read") // the address holds a password
	}
	c := mysqldriver.NewConfig()
	c.Net, c.Addr = "tcp", u.Host
	if u.Port() == "" {
		c.Addr = u.Hostname() + ":3306"
	}
	if socket := u.Query().Get("socket"); socket != "" {
		c.Net, c.Addr = "unix", socket
	}
	c.User = u.User.Username()
	c.Passwd, _ = u.User.Password()
	c.DBName = strings.TrimPrefix(u.Path, "/")
	c.ParseTime, c.Loc = true, time.UTC
	c.ClientFoundRows = true   // an update that changes nothing still matched its row
	c.InterpolateParams = true // one way there and back for a statement that is not compiled
	c.Collation = "utf8mb4_unicode_520_ci"
	c.Timeout, c.ReadTimeout, c.WriteTimeout = 10*time.Second, 2*time.Minute, time.Minute
	pool := func(isolation, more string, conns int) (*sql.DB, error) {
		base, err := mysqldriver.NewConnector(c.Clone())
		if err != nil {
			return nil, err
		}
		var greeted driver.Connector = greeting{base, "SET SESSION TRANSACTION ISOLATION LEVEL " + isolation + ", time_zone='+00:00', group_concat_max_len=1048576, sql_mode='STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION'" + more}
		greeted = prepared{Connector: greeted, far: true}
		if more != "" {
			greeted = implicit{greeted}
		}
		p := sql.OpenDB(greeted)
		p.SetMaxOpenConns(conns)
		p.SetMaxIdleConns(conns)
		p.SetConnMaxIdleTime(5 * time.Minute)
		return p, nil
	}
	open := func(isolation string, conns int) (*gorm.DB, error) {
		p, err := pool(isolation, "", conns)
		if err != nil {
			return nil, err
		}
		return h.gorm(mysql.New(mysql.Config{Conn: p, DisableWithReturning: true}))
	}
	if h.plain, err = open("READ COMMITTED", 8); err != nil {
		return err
	}
	acts, err := pool("READ COMMITTED", ", autocommit=0", h.cfg.Pool)
	if err != nil {
		return err
	}
	// What gorm asks a server when it first sees it, it has asked through the plain pool.
	h.write = h.plain.Session(&gorm.Session{NewDB: true, Context: context.Background()})
	h.write.Config.ConnPool, h.write.Statement.ConnPool = acts, acts
	// Readers see one snapshot a page, so that two numbers of one page agree.
	h.read, err = open("REPEATABLE READ", h.cfg.Pool)
	return err
}

func (h *House) gorm(d gorm.Dialector) (*gorm.DB, error) {
	g, err := gorm.Open(d, &gorm.Config{
		Logger:                 logger.Discard, // statements hold personal data
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
		NowFunc:                h.now,
	})
	if err != nil {
		return nil, err
	}
	if err := attend(g); err != nil {
		return nil, err
	}
	return g, g.Use(fence{})
}

// greeting says one sentence on each new connection. Isolation is set here because its variable
// has another name on MariaDB than on MySQL, and because per-transaction levels cost a round trip.
type greeting struct {
	driver.Connector
	sentence string
}

// Connect opens a connection and greets it.
func (c greeting) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	level, settings, _ := strings.Cut(c.sentence, ", ")
	for _, s := range []string{level, "SET " + settings} {
		if _, err := conn.(driver.ExecerContext).ExecContext(ctx, s, nil); err != nil {
			_ = conn.Close()
			return nil, err
		}
	}
	return conn, nil
}

func (h *House) now() time.Time { return h.cfg.Clock().UTC().Truncate(time.Microsecond) }

// Now is the house's clock, for what happens outside any transaction.
func (h *House) Now() time.Time { return h.now() }

// Zone is where civil days are counted.
func (h *House) Zone() *time.Location { return h.cfg.Zone }

// Keys are what sealed columns are opened with.
func (h *House) Keys() *Keys { return h.cfg.Keys }

// At gives the same house with another clock: for the sample house, whose history is lived through
// day by day, and for nothing that people do.
func (h *House) At(clock func() time.Time) *House {
	other := &House{Engine: h.Engine, cfg: h.cfg, write: h.write, read: h.read, plain: h.plain, looks: h.looks}
	other.cfg.Clock = clock
	other.late.init()
	return other
}

// Raw gives the plain pool, for migrations, backup and the doctor only.
func (h *House) Raw() *sql.DB {
	pool, err := h.plain.DB()
	if err != nil {
		panic(err) // the pool was made by Open: it is always a *sql.DB
	}
	return pool
}

// Path is the file of an embedded database, or "".
func (h *House) Path() string {
	if h.Engine != SQLite {
		return ""
	}
	return strings.TrimPrefix(h.cfg.Database, "sqlite:")
}

// Ping asks the database whether it is there.
func (h *House) Ping(ctx context.Context) error { return h.Raw().PingContext(ctx) }

// Close writes what is still waiting and closes the pools.
func (h *House) Close() error {
	var err error
	h.once.Do(func() {
		h.looks.close()
		for _, g := range []*gorm.DB{h.read, h.write, h.plain} {
			if pool, e := g.DB(); e == nil {
				err = errors.Join(err, pool.Close()) // to close one twice does no harm
			}
		}
	})
	return err
}
