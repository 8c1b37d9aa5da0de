package db

import (
	"context"
	"errors"
	"net/url"
	"path/filepath"

	mysqldriver "github.com/go-sql-driver/mysql"
)

// Scratch opens an empty throw-away database: a file in a folder, or, for a house on a server that lets
// the account make one, the database <name>_drill beside its own. Drop takes it away again.
func (h *House) Scratch(ctx context.Context, dir string) (scratch *House, drop func() error, err error) {
	cfg := h.cfg
	cfg.Anchors, cfg.Pool = nil, 4
	if h.Engine == MySQL {
		u, err := url.Parse(cfg.Database)
		if err != nil {
			return nil, nil, errors.New("db: the address of the database cannot be read")
		}
		name := h.Name() + "_drill"
		for _, say := range []string{"DROP DATABASE IF EXISTS `" + name + "`", "CREATE DATABASE `" + name + "` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci"} {
			if _, err = h.Raw().ExecContext(ctx, say); err != nil {
				break
			}
		}
		var my *mysqldriver.MySQLError
		switch {
		case err == nil:
			u.Path = "/" + name
			cfg.Database = u.String()
			drop = func() error {
				_, err := h.Raw().ExecContext(context.WithoutCancel(ctx), "DROP DATABASE IF EXISTS `"+name+"`")
				return err
			}
		case !errors.As(err, &my) || my.Number != 1044 && my.Number != 1227:
			return nil, nil, settle(err)
		}
	}
	if drop == nil {
		cfg.Database = "sqlite:" + filepath.Join(dir, "drill.db")
		drop = func() error { return nil }
	}
	if scratch, err = Open(cfg); err != nil {
		return nil, nil, errors.Join(err, drop())
	}
	taken := drop
	return scratch, func() error { return errors.Join(scratch.Close(), taken()) }, nil
}
