# The plan to carry out and the file of books to serve: make loadtest PLAN=standard CATALOG=books.csv
PLAN ?= quick
CATALOG ?=

# The version of the binary: the commit, and -dirty if sources differ from it. Files that a load
# test rewrites do not count. Neither do files that git does not track, such as a plan, unless
# they become part of the binary: Go files, and files that are embedded by pattern.
COMMIT := $(shell git rev-parse --short=12 HEAD 2>/dev/null || echo unknown)
ADDED := '*.go' ':!*_test.go' go.work 'bench/plan/plans/*.yaml' 'catalog/generate/words/*.txt'
DIRTY := $(shell { git status --porcelain --untracked-files=no -- . ':!RESULTS.md' ':!docs/results'; \
	git ls-files --others --exclude-standard -- $(ADDED); } 2>/dev/null | head -n 1)
VERSION := $(COMMIT)$(if $(DIRTY),-dirty)

BUF := tools/node_modules/.bin/buf

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 18

.PHONY: build
build: ## Build wiretax, ghz, vegeta and benchstat into bin/
	go build -ldflags '-X main.version=$(VERSION)' -o bin/wiretax ./cmd/wiretax
	go build -o bin/ghz github.com/bojand/ghz/cmd/ghz
	go build -o bin/vegeta github.com/tsenart/vegeta/v12
	go build -o bin/benchstat golang.org/x/perf/cmd/benchstat

.PHONY: loadtest
loadtest: build $(if $(filter gateway,$(PLAN)),gateway) ## Measure both services (PLAN=…, CATALOG=…)
	bin/wiretax run $(PLAN) --dir . --verdicts-only $(if $(CATALOG),--catalog $(CATALOG))

.PHONY: test
test: build vet ## Build, vet, gofmt and the tests: 4 minutes, later 1 to 2
	tools/test-go quick

.PHONY: check
check: build lint gateway ## All tests with the race detector, linters, the gateway
	tools/test-go full
	npm --prefix gateway test --silent

.PHONY: vet
vet: ## gofmt and go vet
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { echo "not gofmt-ed:"; gofmt -l $$(git ls-files '*.go'); exit 1; }
	go vet ./...

.PHONY: lint
lint: vet bin/staticcheck $(BUF) ## gofmt, vet, staticcheck, buf
	bin/staticcheck ./...
	$(BUF) lint proto
	tools/check-breaking

# How long each fuzz target runs: make fuzz FUZZTIME=5m
FUZZTIME ?= 30s

.PHONY: fuzz
fuzz: ## Fuzz each target for 30 s (FUZZTIME=…)
	tools/fuzz $(FUZZTIME)

.PHONY: gateway
gateway: gateway/node_modules/.package-lock.json ## Install the libraries of the gateway in Node.js

.PHONY: soak-gateway
soak-gateway: gateway ## Drive the gateway for two minutes; memory stays flat
	npm --prefix gateway run soak --silent
	npm --prefix gateway run soak --silent -- --upstream rest

# Which Go benchmarks to run, and how many rounds: make bench BENCH=Encode COUNT=10
BENCH ?= .
COUNT ?= 8

.PHONY: bench
bench: build ## Run the Go benchmarks: 9 minutes (BENCH=…, COUNT=…)
	go test -c -o bin/bench.test ./bench
	go build -o bin/rounds ./bench/gobench/rounds
	bin/rounds -bench '$(BENCH)' -count '$(COUNT)'

.PHONY: bench-engine
bench-engine: build ## Measure the engine beside ghz and vegeta: 50 minutes
	go build -o bin/selfcheck ./cmd/selfcheck
	bin/selfcheck engine -json results/engine.json

.PHONY: bench-tools
bench-tools: build ## Measure load generators beside each other: 80 minutes
	go build -o bin/selfcheck ./cmd/selfcheck
	bin/selfcheck tools -json results/tools.json

.PHONY: calibrate
calibrate: build ## Measure how sharp a run is, and how often it is wrong: hours
	go build -o bin/selfcheck ./cmd/selfcheck
	bin/selfcheck calibrate

.PHONY: generate
generate: $(BUF) ## Regenerate the generated code and the dashboard
	cd proto && ../$(BUF) generate
	go generate ./...

.PHONY: release-contract
release-contract: $(BUF) ## Make this contract the one to stay compatible with
	cd proto && ../$(BUF) build -o released.binpb

.PHONY: clean
clean: ## Remove what was built; results/ stays
	rm -rf bin tools/node_modules gateway/node_modules gateway/test/tmp

bin/staticcheck: tools/go.mod
	go build -C tools -o ../bin/staticcheck honnef.co/go/tools/cmd/staticcheck

# install, not ci: ci rejects a lock file without the builds of buf for every platform, and some
# registries lack a few of them.
$(BUF): tools/package-lock.json
	npm --prefix tools install --no-save --no-audit --no-fund --loglevel=error
	@touch $(BUF)

gateway/node_modules/.package-lock.json: gateway/package.json gateway/package-lock.json
	npm --prefix gateway ci --no-audit --no-fund --loglevel=error
