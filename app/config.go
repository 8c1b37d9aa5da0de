package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"
	_ "time/tzdata" // a bare machine has no zones

	"maiam/models/db"
)

// Config is what the program is told by flags, by the environment and by a JSON file.
type Config struct {
	Addr        string   `env:"MAIAM_ADDR" default:"127.0.0.1:8080" help:"Address to listen on."`
	Database    string   `env:"MAIAM_DATABASE" help:"sqlite:PATH, or mysql://user:pass@host:3306/name. Default: sqlite:DATA/maiam.db."`
	Data        string   `env:"MAIAM_DATA" default:"var" help:"Folder for the database, attachments and the secret file."`
	BaseURL     string   `env:"MAIAM_BASE_URL" help:"Address that people use, when another program stands in front."`
	TLS         string   `env:"MAIAM_TLS" name:"tls" default:"off" help:"off; cert.pem,key.pem; or local: an own authority for the centre's network."`
	SecretFile  string   `env:"MAIAM_SECRET_FILE" help:"File of the keys, made on first start. Default: DATA/secret."`
	Timezone    string   `env:"MAIAM_TIMEZONE" default:"Asia/Ho_Chi_Minh" help:"Zone in which civil days are counted."`
	Lang        string   `env:"MAIAM_LANG" default:"vi" enum:"vi,en" help:"Language where a person has not chosen one."`
	Sample      bool     `env:"MAIAM_SAMPLE" help:"Fill an empty database with the sample house at start."`
	SampleDays  int      `env:"MAIAM_SAMPLE_DAYS" default:"60" hidden:"" help:"Days of history of that sample house."`
	Anchors     []string `env:"MAIAM_ANCHORS" sep:"," help:"Further folders, as on a stick or another machine, where the ends of the chains of deeds are kept beside DATA/anchors."`
	Backups     []string `env:"MAIAM_BACKUPS" sep:"," help:"Folders that get copies of everything by themselves, as on a stick or another machine; off for none. Default: DATA/backups."`
	MetricsAddr string   `env:"MAIAM_METRICS_ADDR" help:"Address for metrics; off when empty."`
	Centres     string   `env:"MAIAM_CENTRES" help:"JSON file of several centres that one program serves, each under a host of its own."`
	Centre      string   `env:"MAIAM_CENTRE" help:"Of several centres, the one that a command is for (its host)."`
}

// settle fills in what depends on other settings. Those of several centres are settled one by one.
func (c *Config) settle() error {
	if c.Centres == "" {
		if c.Centre != "" {
			return errors.New("--centre names one of MAIAM_CENTRES, which is not set")
		}
		return c.settleOne()
	}
	if c.Database != "" || c.SecretFile != "" || c.BaseURL != "" || len(c.Anchors) > 0 || len(c.Backups) > 0 {
		return errors.New("with MAIAM_CENTRES, each centre names its own database, secret_file, base_url, anchors and backups in that file")
	}
	return c.checkTLS()
}

func (c *Config) settleOne() error {
	if c.Database == "" {
		c.Database = "sqlite:" + filepath.Join(c.Data, "maiam.db")
	}
	if c.SecretFile == "" {
		c.SecretFile = filepath.Join(c.Data, "secret")
	}
	return c.checkTLS()
}

// secure tells whether the program itself speaks TLS, or says to people that it does.
func (c *Config) secure() bool {
	return c.speaks() != tlsOff || strings.HasPrefix(c.BaseURL, "https://")
}

// database gives what models/db needs to open it.
func (c *Config) database() (db.Config, error) {
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return db.Config{}, fmt.Errorf("MAIAM_TIMEZONE: %w", err)
	}
	keys, err := db.LoadKeys(c.SecretFile)
	if err != nil {
		return db.Config{}, err
	}
	return db.Config{Database: c.Database, Zone: zone, Keys: keys, Anchors: c.anchors()}, nil
}

// anchors are the folders in which the ends of the chains of deeds are kept, the house's own first.
func (c *Config) anchors() []string {
	return append([]string{filepath.Join(c.Data, "anchors")}, c.Anchors...)
}

// places are the folders that get copies, and whether the first is the house's own, to be made.
func (c *Config) places() (dirs []string, own bool) {
	switch {
	case len(c.Backups) == 0:
		return []string{filepath.Join(c.Data, "backups")}, true
	case len(c.Backups) == 1 && c.Backups[0] == "off":
		return nil, false
	}
	return c.Backups, false
}

// withoutSecrets is the configuration as `maiam config` may print it.
func (c Config) withoutSecrets() Config {
	if scheme, rest, ok := strings.Cut(c.Database, "://"); ok {
		if _, host, ok := strings.Cut(rest, "@"); ok {
			c.Database = scheme + "://…@" + host
		}
	}
	return c
}
