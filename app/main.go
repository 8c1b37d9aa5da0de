// Command maiam runs the day-to-day life of a social protection centre: `maiam serve` for people,
// the other commands for those who look after it.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is set when the program is built.
var version = "dev"

// cli lists every command; `maiam help` is made from it.
type cli struct {
	Config

	Serve   serveCommand   `cmd:"" default:"withargs" help:"Web, API and background jobs."`
	Work    workCommand    `cmd:"" help:"Background jobs alone; any number of them may run."`
	Migrate migrateCommand `cmd:"" help:"Bring the database to the newest schema, or show where it stands."`
	Sample  sampleCommand  `cmd:"" help:"Fill an empty database with a believable house and its history."`
	User    userCommand    `cmd:"" help:"Add a person who works here, or give a new one-time password."`
	Import  importCommand  `cmd:"" help:"Take in a centre's own spreadsheet."`
	Backup  backupCommand  `cmd:"" help:"Copy the database and the attachments into a new folder, while serving."`
	Restore restoreCommand `cmd:"" help:"Bring a backup into an empty place."`
	Audit   auditCommand   `cmd:"" help:"Check the chain of deeds."`
	Keys    keysCommand    `cmd:"" help:"Keys of sealed columns: list, rotate, reseal, retire."`
	Doctor  doctorCommand  `cmd:"" help:"Look at database, clock, disk, certificate, jobs and last backup, one line each."`
	Openapi openapiCommand `cmd:"" help:"Print the OpenAPI 3.1 document."`
	Conf    configCommand  `cmd:"" name:"config" help:"Print the effective settings, without secrets."`
	Help    helpCommand    `cmd:"" help:"List all commands."`

	Log string `enum:"text,json" default:"text" hidden:"" help:"How log lines look."`
}

// screen is where a command writes for people; its context ends on SIGTERM.
type screen struct {
	context.Context
	out io.Writer
}

func (s screen) say(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

type helpCommand struct{}

// Run prints the list of commands, each with its sentence.
func (helpCommand) Run(sc screen, k *kong.Kong) error {
	sc.say("%s\n\nUsage: maiam COMMAND [--help]\n", k.Model.Help)
	var list func(node *kong.Node)
	list = func(node *kong.Node) {
		for _, c := range node.Children {
			if c.Hidden {
				continue
			}
			if len(c.Children) == 0 {
				sc.say("  %-34s %s", strings.TrimSuffix(c.Summary(), " [flags]"), c.Help)
				continue
			}
			list(c)
		}
	}
	list(k.Model.Node)
	return nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "maiam:", err)
		os.Exit(1)
	}
}

// forAll are the commands that several centres share; every other is for one of them.
var forAll = map[string]bool{"serve": true, "work": true, "config": true, "help": true, "openapi": true}

// run is the program without its exit, so that tests start the very same thing.
func run(ctx context.Context, args []string, out, log io.Writer) error {
	var c cli
	parser, err := kong.New(&c,
		kong.Name("maiam"),
		kong.Description("Mái Ấm runs the day-to-day life of a social protection centre. The books cannot lie."),
		kong.Configuration(kong.JSON, "maiam.json"),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Writers(out, log),
		kong.UsageOnError())
	if err != nil {
		return err
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return err
	}
	if err := c.settle(); err != nil {
		return err
	}
	var handler slog.Handler = slog.NewTextHandler(log, nil)
	if c.Log == "json" {
		handler = slog.NewJSONHandler(log, nil)
	}
	slog.SetDefault(slog.New(handler))
	cfg := &c.Config
	if name, _, _ := strings.Cut(parsed.Command(), " "); !forAll[name] {
		if cfg, err = cfg.one(); err != nil {
			return err
		}
	}
	return parsed.Run(screen{ctx, out}, cfg, parser)
}
