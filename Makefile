# The two that matter: `make run` starts the house with sample data on http://localhost:8080,
# `make test` proves it on both databases and in the browser. `make` alone lists the rest.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export CGO_ENABLED := 0
# One way of building for the program and its tests, so that each package is compiled once.
export GOFLAGS := -tags=nomsgpack -buildvcs=false -trimpath

TOOL := go tool -modfile=.ci/tools.mod
SOURCES = $(shell find app models handlers jobs migrations -name node_modules -prune -o -name testdata -prune -o -name dist -prune -o -type f ! -name '*_test.go' -print 2>/dev/null) go.mod go.sum
NPM := $(shell command -v npm)
DIST := app/assets/dist/manifest.json
MODULES := app/assets/node_modules/.package-lock.json

help: ## this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-41s %s\n", "make " $$1 substr(extra($$2), 1), text($$2)} \
		function extra(s) {return match(s, /^\[[^]]*\]/) ? " " substr(s, 2, RLENGTH - 2) : ""} \
		function text(s) {sub(/^\[[^]]*\] */, "", s); return s}' $(MAKEFILE_LIST)

run: ## serve http://localhost:8080 from an embedded database, with the sample house at first start
	@.ci/install run
	@$(MAKE) build
	@MAIAM_SAMPLE=$${MAIAM_SAMPLE-1} exec bin/maiam serve

test: ## install what is missing, build, every test on SQLite and MariaDB, then the browser journeys
	@.ci/install test
	@$(MAKE) build
	@.ci/test all

check: ## fast: format, vet, views up to date, tests on SQLite
	@bad=$$(gofmt -l $$(git ls-files '*.go' ':!:*_templ.go' | xargs -r ls 2>/dev/null)); [ -z "$$bad" ] || { echo "not formatted (make fmt):"; echo "$$bad"; exit 1; }
	@go vet ./...
	@before=$$($(VIEWS) | xargs -r cat | cksum); $(TOOL) templ generate -log-level warn >/dev/null; \
		[ "$$before" = "$$($(VIEWS) | xargs -r cat | cksum)" ] || { echo "the Go files of some views were old; they are new now: commit them"; exit 1; }
	@.ci/test quick

VIEWS = find handlers -name '*_templ.go' | sort

fmt: ## format Go and templ files
	@gofmt -w $$(git ls-files '*.go' ':!:*_templ.go' | xargs -r ls 2>/dev/null)
	@$(TOOL) templ fmt -log-level warn handlers

generate: ## Go files of the templ views, docs/openapi.json and the table in docs/privacy.md
	@$(TOOL) templ generate -log-level warn
	@go run ./app openapi > out.json && mv out.json docs/openapi.json
	@MAIAM_GENERATE=1 go test ./app -run '^TestWhatEachRoleMayKnowIsPrinted$$' -count=1

doors: ## docs/doors.md: who comes in at which door, from where; every door is opened by every role
	@MAIAM_DOORS=write go test ./app -run '^TestDoorsMatrix$$' -count=1

golden: ## rewrite the golden files from what the code does now; read the diff
	@dirs=$$(grep -rlE 'flag\.Bool\("update"' --include='*_test.go' app models handlers jobs migrations | xargs -r -n1 dirname | sort -u); \
		for dir in $$dirs; do go test "./$$dir" -update; done

manual: assets ## the pictures of docs/manual, from a fresh sample house
	@MAIAM_PICTURES="$$PWD/docs/manual/pictures" go test ./app -run '^TestJourneysOfTheManual$$' -count=1

bench: ## [B=Round] benchmarks on SQLite and on a durable MariaDB, with shares of the bare limits
	@dirs=$$(grep -rlE '^func Benchmark' --include='*_test.go' app models handlers jobs | xargs -r -n1 dirname | sort -u | sed 's#^#./#'); \
		echo "== SQLite"; go test -run '^$$' -bench '$(or $(B),.)' -skip '^BenchmarkLoad' -benchmem -p 1 -timeout 60m $$dirs; \
		echo "== MariaDB"; .ci/mariadb run --durable -- go test -run '^$$' -bench '$(or $(B),.)' -skip '^BenchmarkLoad' -benchmem -p 1 -timeout 60m $$dirs

load: ## the shift peak of the nation: open-loop load on a durable MariaDB
	@dirs=$$(grep -rlE '^func BenchmarkLoad' --include='*_test.go' app models handlers jobs | xargs -r -n1 dirname | sort -u | sed 's#^#./#' || true); \
		[ -n "$$dirs" ] || { echo "there is no load run yet: write a BenchmarkLoad…"; exit 1; }; \
		.ci/mariadb run --durable -- go test -run '^$$' -bench '^BenchmarkLoad' -benchtime 1x -p 1 -timeout 60m $$dirs

licences: ## docs/licences.md: all that is built in, with licences; fails on one that is not allowed
	@go run .ci/licences/main.go -write

gosec: ## reads the source for what is dangerous, package by package; each exception is explained in its line
	@.ci/gosec

pentest: ## [S=90] wapiti and sqlmap against the program on loopback, S seconds with each role's session; reports in out/pentest
	@.ci/install pentest
	@MAIAM_PENTEST=$(or $(S),90) MAIAM_OUT="$${MAIAM_OUT:-$$PWD/out/pentest}" go test ./app -run '^TestPentest$$' -count=1 -timeout 120m -v

leaks: ## every role at every form too: the secrets that may stand nowhere
	@MAIAM_LEAKS=all go test ./app -run '^TestSecretsLeakNowhere$$' -count=1 -timeout 30m

fuzz: ## [T=10s F=Cut] every fuzz test (or those of a name) for a while, a line each
	@nice .ci/fuzz $(or $(T),10s) $(F)

build: assets ## bin/maiam, with the style sheet and scripts where npm is at hand
	@$(MAKE) -s bin/maiam

bin/maiam: $(SOURCES) $(wildcard $(DIST))
	@echo "building bin/maiam"
	@go build -ldflags "-s -w" -o $@ ./app

assets: ## style sheet, scripts and icons into app/assets/dist
ifeq ($(NPM),)
	@echo "npm is missing: pages are served with the plain style sheet and without scripts"
else
	@$(MAKE) -s $(DIST) || echo "the style sheet and scripts could not be built (see above): pages are served with what is there"
endif

$(MODULES): app/assets/package-lock.json
	@echo "fetching what the pages are built from"
	@npm ci --prefix app/assets --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

$(DIST): $(MODULES) $(wildcard app/assets/*.mjs app/assets/*.txt app/assets/css/* app/assets/ts/*)
	@echo "building the style sheet and scripts"
	@node app/assets/build.mjs
	@touch $@

area: ## [A=care] all files of one area, and its tests
	@.ci/area show '$(A)'

new-area: ## [A=visits] the first files of a new area, and what comes next
	@.ci/area new '$(A)'

migration: ## [A=care N=pain_scale] the next numbered step of an area, on both engines
	@.ci/area migration '$(A)' '$(N)'

text: ## [K=care.round.late VI=… EN=…] one sentence in both languages
	@.ci/area text '$(K)' "$$VI" "$$EN"

.PHONY: help run test check fmt generate doors golden manual bench load leaks licences gosec pentest fuzz build assets area new-area migration text
