package catalog_test

import (
	"runtime"
	"strings"
	"testing"

	catalogclient "github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/catalog/generate"
	shopsvc "github.com/wiretax/wiretax/shop"
)

// rowsOf returns the rows of a client that knows the right answers.
func rowsOf(t *testing.T, stack string, c catalogclient.Config) map[string]string {
	t.Helper()
	if c.Want = []catalogclient.Want{}; c.Operation == "RealtimeRecommendations" { // asks at once
		c.Want = wants(t, c.Operation)[stack]
	}
	rows := make(map[string]string)
	for _, row := range newClient(t, stack, c).Ledger() {
		if rows[row.Aspect] != "" || row.Does == "" {
			t.Errorf("%s, %s: %q and %q say what is done", stack, row.Aspect, rows[row.Aspect], row.Does)
		}
		rows[row.Aspect] = row.Does
	}
	return rows
}

// version is what stands for those of modules in the binary of a test.
const version = " of unknown version"

func TestLedgerOfStacks(t *testing.T) {
	books := generate.Catalog(1, 50)
	json := "JSON: typed structs, encoding/json of " + runtime.Version()
	protobuf := "protobuf: generated messages, google.golang.org/protobuf" + version
	http := "net/http of " + runtime.Version() + ": each request on an http.ClientConn of a Transport, without http.Client and its redirects, cookies and pool"
	for _, test := range []struct{ stack, library, codec, attached string }{
		{"rest", http, "the answer, once it is read to its end; " + json, "the headers Accept: application/json and those of net/http"},
		{"rest-h2", http, "the answer, once it is read to its end; " + json, "the headers Accept: application/json and those of net/http; if requests share a connection, an httptrace.ClientTrace that times the wait for a stream"},
		{"rest-pb", http, "the answer, once it is read to its end; " + protobuf, "the headers Accept: application/x-protobuf and those of net/http"},
		{"grpc", "google.golang.org/grpc" + version, "each message, by grpc-go's codec and a generated stub; " + protobuf,
			"credentials that add nothing and count the attempts; a codec around the call's own that times the wait for a stream; no metadata"},
		{"grpc-json", "google.golang.org/grpc" + version, "each message, by a codec of the project's and a generated stub, whose messages are made of the structs; " + json,
			"credentials that add nothing and count the attempts; a codec around the call's own that times the wait for a stream; no metadata"},
	} {
		address, _ := serve(t, test.stack, books)
		rows := rowsOf(t, test.stack, config(address, "GetBook", books))
		for aspect, want := range map[string]string{conn.AspectLibrary: test.library, conn.AspectCodec: test.codec, conn.AspectAttached: test.attached} {
			if rows[aspect] != want {
				t.Errorf("%s, %s is\n\t%q, want\n\t%q", test.stack, aspect, rows[aspect], want)
			}
		}
		if got := rows[conn.AspectConnections]; !strings.HasPrefix(got, "5 of HTTP/") {
			t.Errorf("%s, connections is %q, want 5", test.stack, got)
		}
	}
}

// The fingerprint of an answer depends on the operation, and is the same on all stacks.
func TestLedgerSaysWhatAnswersAreCheckedBy(t *testing.T) {
	books := generate.Catalog(1, 50)
	check := func(stack, address, operation, by string) {
		t.Helper()
		c := config(address, operation, books)
		if streamItems[operation] > 0 {
			c = streamConfig(address, operation)
			c.Address, _ = serve(t, stack, streamBooks())
		}
		got := rowsOf(t, stack, c)[conn.AspectChecks]
		if want := "every answer is decoded and checked by " + by + "; those that the engine picks are compared in full"; !strings.HasPrefix(got, want) {
			t.Errorf("%s on %s: checks is\n\t%q, want\n\t%q", operation, stack, got, want)
		}
	}
	shop := map[string]map[string]string{"rest": serveShop(t, shopsvc.REST, books), "grpc": serveShop(t, shopsvc.GRPC, books)}
	for _, stack := range []string{"rest", "grpc"} {
		address, _ := serve(t, stack, books)
		check(stack, address, "GetBook", "the length of its title and description")
		check(stack, address, "Recommend", "the length of its titles and descriptions")
		check(stack, address, "RatingHistory", "its number of days")
		check(stack, address, "ListBooks", "the length of its titles and descriptions")
		check(stack, address, "UploadBookRatings", "its counts of accepted, rejected and named ratings")
		check(stack, address, "RealtimeRecommendations", "the length of its titles and descriptions")
		check(stack, shop[stack]["GetStock"], "GetStock", "its number of pieces and the length of its warehouse")
		check(stack, shop[stack]["GetProduct"], "GetProduct", "its price and the length of its title")
		check(stack, shop[stack]["GetOrder"], "GetOrder", "its total and the length of its titles")
	}
	address, _ := serve(t, "rest", books)
	c := config(address, "GetBook", books)
	for _, row := range newClient(t, "rest", c).Ledger() {
		if row.Aspect == conn.AspectChecks && row.Does != "none: the right answers are not known" {
			t.Errorf("without right answers checks is %q", row.Does)
		}
	}
}

// An operation that streams has another form on each stack.
func TestLedgerOfStreams(t *testing.T) {
	for _, test := range []struct{ operation, stack, form, attached string }{
		{"ListBooks", "rest", "pages of 100 books, each asked for when the one before it has come", "Accept: application/json and "},
		{"ListBooks", "rest-ndjson", "one request, whose answer is decoded line by line as it comes", "Accept: application/x-ndjson and "},
		{"ListBooks", "grpc", "a stream of the service, decoded message by message as it comes", "credentials"},
		{"UploadBookRatings", "rest-pb", "one request, whose body is encoded before it leaves", "Accept: application/x-protobuf, Content-Type: application/x-protobuf and "},
		{"UploadBookRatings", "rest-ndjson", "one request, whose body is encoded line by line as it leaves", "Accept: application/json, Content-Type: application/x-ndjson and "},
		{"UploadBookRatings", "grpc", "a stream to the service, each rating encoded as a message of its own", "credentials"},
		{"RealtimeRecommendations", "rest", "7 WebSockets with text messages; they stay open, and one that broke is opened anew for its next action", "nothing"},
		{"RealtimeRecommendations", "grpc", "7 streams both ways, on each connection in turn; they stay open, and one that broke is opened anew for its next action", "nothing; to each stream credentials"},
	} {
		address, _ := serve(t, test.stack, streamBooks())
		rows := rowsOf(t, test.stack, streamConfig(address, test.operation))
		if rows[test.operation] != test.form || !strings.Contains(rows[conn.AspectAttached], test.attached) {
			t.Errorf("%s on %s is\n\t%q with %q attached, want\n\t%q with %q", test.operation, test.stack, rows[test.operation], rows[conn.AspectAttached], test.form, test.attached)
		}
	}
}

func TestLedgerOfSocketsFollowsTheirSettings(t *testing.T) {
	address, _ := serve(t, "rest", streamBooks())
	c := streamConfig(address, "RealtimeRecommendations")
	plain := rowsOf(t, "rest", c)[conn.AspectCompression]
	server, trusting := certificate(t)
	address, _ = serveAs(t, "rest", streamBooks(), setting{server: server})
	c.Address, c.Settings = address, conn.Settings{TLS: trusting, Gzip: true}
	rows := rowsOf(t, "rest", c)
	if got := rows[conn.AspectCompression]; plain != "none is asked for" || !strings.HasPrefix(got, "permessage-deflate ") {
		t.Errorf("compression is %q, and with gzip %q", plain, got)
	}
	if got := rows[conn.AspectConnections]; got != "one of HTTP/1.1 over TLS for each stream, opened before the first request" {
		t.Errorf("connections over TLS is %q", got)
	}
}
