package anycall_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/plan"
)

// rowsOf returns the rows of a client of a target.
func rowsOf(t *testing.T, to plan.Target) map[string]string {
	t.Helper()
	rows := make(map[string]string)
	for _, row := range dial(t, to, 2).Ledger() {
		if rows[row.Aspect] != "" || row.Does == "" {
			t.Errorf("%s, %s: %q and %q say what is done", to.URL, row.Aspect, rows[row.Aspect], row.Does)
		}
		rows[row.Aspect] = row.Does
	}
	return rows
}

func TestLedgerFollowsTheTarget(t *testing.T) {
	http := serveHTTP(t, "http", false, func(http.ResponseWriter, *http.Request) {})
	rpc := serveRPC(t, &healthService{check: known}, nil)
	rpc.Protoset = protoset(t)
	with := func(to plan.Target, change func(*plan.Target)) plan.Target {
		change(&to)
		return to
	}
	const trace = "credentials that add nothing and count the attempts; a codec around the call's own that times the wait for a stream; a limit of 256 MiB for the answer; "
	for _, test := range []struct {
		name    string
		base    plan.Target
		changed plan.Target
		aspect  string
		before  string
		after   string
	}{
		{"status", http, with(http, func(t *plan.Target) { t.Expect = []string{"status=404"} }), conn.AspectChecks, "the status of every answer, 200 to 299", "the status of every answer, 404 Not Found"},
		{"length", http, with(http, func(t *plan.Target) { t.Expect = []string{"length=7"} }), conn.AspectChecks, "the status of every answer, 200 to 299", "the status of every answer, 200 to 299; its length, 7 bytes"},
		{"status of gRPC", rpc, with(rpc, func(t *plan.Target) { t.Expect = []string{"status=NotFound"} }), conn.AspectChecks, "the status of every answer, OK", "the status of every answer, NotFound"},
		{"a header", http, with(http, func(t *plan.Target) { t.Headers = []string{"Authorization: Bearer 1234"} }), conn.AspectAttached, "the headers of net/http", "the headers Authorization and those of net/http"},
		{"a header that the client sets too", http, with(http, func(t *plan.Target) { t.Headers = []string{"Accept: secret", "Content-Encoding: secret"} }), conn.AspectAttached, "the headers of net/http", "the headers Accept, Content-Encoding and those of net/http"},
		{"metadata", rpc, with(rpc, func(t *plan.Target) { t.Headers = []string{"Authorization: Bearer 1234"} }), conn.AspectAttached, trace + "no metadata", trace + "the metadata authorization"},
		{"JSON", http, with(http, func(t *plan.Target) { t.Data = "{}" }), conn.AspectAttached, "the headers of net/http", "the headers Content-Type and those of net/http"},
	} {
		before, after := rowsOf(t, test.base), rowsOf(t, test.changed)
		if before[test.aspect] != test.before || after[test.aspect] != test.after {
			t.Errorf("%s: %s is\n\t%q and\n\t%q, want\n\t%q and\n\t%q", test.name, test.aspect, before[test.aspect], after[test.aspect], test.before, test.after)
		}
		for aspect, text := range before {
			if aspect != test.aspect && after[aspect] != text {
				t.Errorf("%s: %s changes from %q to %q", test.name, aspect, text, after[aspect])
			}
		}
	}
	gzip := rowsOf(t, with(http, func(t *plan.Target) { t.Headers = []string{"Accept-Encoding: gzip"} }))
	if got, want := gzip[conn.AspectCompression], "answers are asked for by a header that the client was given; one that comes as gzip is unpacked, and counted"; got != want {
		t.Errorf("with Accept-Encoding: compression is %q, want %q", got, want)
	}
	paths := rowsOf(t, with(http, func(t *plan.Target) { t.Expect = []string{"$.a=1", "$.b=2"} }))
	if got := []string{paths[conn.AspectCodec], paths[conn.AspectChecks]}; !slices.Equal(got, []string{
		"none: requests are encoded beforehand, answers are read to their end and not decoded but for those that JSON paths are looked up in",
		"the status of every answer, 200 to 299; 2 JSON paths in those that the engine picks",
	}) {
		t.Errorf("with JSON paths codec and checks are %q", got)
	}
}
