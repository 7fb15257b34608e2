package catalog_test

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/client/anycall"
	catalogclient "github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
)

func TestNewRefusesWhatAStackDoesNotCarry(t *testing.T) {
	for _, test := range []struct{ stack, operation, want string }{
		{"soap", "GetBook", `unknown stack "soap"`},
		{"rest", "PutBook", `rest does not carry "PutBook"`},
		{"rest-ndjson", "GetBook", `rest-ndjson does not carry "GetBook"`},
		{"rest-pb", "RealtimeRecommendations", `rest-pb does not carry "RealtimeRecommendations"`},
	} {
		client, err := catalogclient.New(t.Context(), test.stack, catalogclient.Config{Address: "127.0.0.1:1", Operation: test.operation, Connections: 1})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("New(%s, %s) = %v, %v, want an error with %q", test.stack, test.operation, client, err, test.want)
		}
	}
}

func TestPlannedConnections(t *testing.T) {
	for _, test := range []struct {
		stack, operation     string
		connections, streams int
		want                 int
	}{
		{"rest", "GetBook", 16, 0, 16},
		{"rest-ndjson", "ListBooks", 16, 0, 16},
		{"grpc", "RealtimeRecommendations", 16, 1000, 16},
		{"grpc-json", "RealtimeRecommendations", 16, 1, 16},
		{"rest", "RealtimeRecommendations", 16, 1000, 1000},
		{"rest", "RealtimeRecommendations", 16, 0, 1},
		{"a", "", 4, 0, 4}, // a pair's
	} {
		if got := catalogclient.PlannedConnections(test.stack, test.operation, test.connections, test.streams); got != test.want {
			t.Errorf("PlannedConnections(%s, %s, %d, %d) = %d, want %d", test.stack, test.operation, test.connections, test.streams, got, test.want)
		}
	}
}

func TestURLs(t *testing.T) {
	_, trusting := certificate(t)
	for _, test := range []struct{ stack, operation, plain, secure, empty string }{
		{"rest", "GetBook", "http://h:1/v1/books/{id}", "https://h:1/v1/books/{id}", "http://h:1/healthz"},
		{"rest-h2-pb", "ListBooks", "http://h:1/v1/books", "https://h:1/v1/books", "http://h:1/healthz"},
		{"rest", "RealtimeRecommendations", "ws://h:1/v1/recommendations/live", "wss://h:1/v1/recommendations/live", "http://h:1/healthz"},
		{"grpc-json", "UploadBookRatings", "grpc://h:1/catalog.v1.CatalogService/UploadBookRatings", "grpcs://h:1/catalog.v1.CatalogService/UploadBookRatings", "grpc://h:1/grpc.health.v1.Health/Check"},
	} {
		plain := catalogclient.URL(test.stack, test.operation, "h:1", conn.Settings{})
		secure := catalogclient.URL(test.stack, test.operation, "h:1", conn.Settings{TLS: trusting})
		empty, _ := catalogclient.EmptyRequest(test.stack, "h:1", conn.Settings{})
		if plain != test.plain || secure != test.secure || empty.URL != test.empty {
			t.Errorf("URLs of %s on %s = %s, %s, %s, want %s, %s, %s", test.operation, test.stack, plain, secure, empty.URL, test.plain, test.secure, test.empty)
		}
	}
}

// The requests of a REST client are checked by a handler that is not ours.
func TestRESTStacksSayWhatTheyWant(t *testing.T) {
	server, trusting := certificate(t)
	for _, test := range []struct{ stack, want string }{
		{"rest", "HTTP/1.1 application/json"},
		{"rest-h2", "HTTP/2.0 application/json"},
		{"rest-pb", "HTTP/1.1 application/x-protobuf"},
		{"rest-h2-pb", "HTTP/2.0 application/x-protobuf"},
	} {
		for _, settings := range []conn.Settings{{}, {Gzip: true}, {TLS: trusting}, {TLS: trusting, Gzip: true, Profile: serving.Tuned}} {
			var got string
			n := clienttest.NewNetwork(t)
			s := &http.Server{Protocols: new(http.Protocols), ErrorLog: clienttest.Quiet, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				got = fmt.Sprintf("%s %s %s TLS %v", r.Proto, r.Header.Get("Accept"), r.Header.Get("Accept-Encoding"), r.TLS != nil)
				answerBook(w, r)
			})}
			s.Protocols.SetHTTP1(true)
			s.Protocols.SetHTTP2(true)
			s.Protocols.SetUnencryptedHTTP2(true)
			served := make(chan struct{})
			go func() {
				defer close(served)
				if settings.TLS != nil {
					s.TLSConfig = server.Clone()
					s.ServeTLS(n, "", "")
					return
				}
				s.Serve(n)
			}()
			c := catalogclient.Config{Address: n.Addr().String(), Operation: "GetBook", Connections: 1, Requests: []catalogclient.Request{{BookID: 7}}, Settings: settings}
			client, err := catalogclient.New(t.Context(), test.stack, c)
			if err != nil {
				t.Fatalf("New(%s) = %v", test.stack, err)
			}
			answer, err := client.Fetch(t.Context(), 0)
			encoding := ""
			if settings.Gzip {
				encoding = "gzip"
			}
			want := fmt.Sprintf("%s %s TLS %v", test.want, encoding, settings.TLS != nil)
			if err != nil || got != want || !proto.Equal(answer.Message, &catalogv1.Book{Id: 7, RatingCounts: &catalogv1.RatingCounts{}}) {
				t.Errorf("%s, %+v: asked for %q and got %v, %v; want %q and book 7", test.stack, settings, got, answer.Message, err, want)
			}
			client.Close()
			s.Close()
			<-served
		}
	}
}

// answerBook answers with book 7 in what was asked for.
func answerBook(w http.ResponseWriter, r *http.Request) {
	body := []byte(`{"id":7}`)
	if r.Header.Get("Accept") == "application/x-protobuf" {
		body, _ = proto.Marshal(&catalogv1.Book{Id: 7, RatingCounts: &catalogv1.RatingCounts{}})
	}
	if r.Header.Get("Accept-Encoding") != "gzip" {
		w.Write(body)
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	z := gzip.NewWriter(w)
	z.Write(body)
	z.Close()
}

// wireBytes returns what a client receives for an answer to each of its first requests.
func wireBytes(t *testing.T, stack string, books *catalog.Catalog, as setting) int64 {
	t.Helper()
	address, _ := serveAs(t, stack, books, as)
	c := config(address, "Recommend", books)
	c.Connections, c.Settings = 1, as.client
	client := newClient(t, stack, c)
	clienttest.Ask(t.Context(), client, load.Ticket{})
	const requests = 40
	before := carried(t, client)
	for seq := range uint64(requests) {
		if o := clienttest.Ask(t.Context(), client, load.Ticket{Seq: 1 + seq}); o.Failure != "" {
			t.Errorf("%s, %s: %s", as.name, stack, o.Failure)
		}
	}
	return carried(t, client).Minus(before).Received / requests
}

func TestSettingsShowOnTheWire(t *testing.T) {
	books := generate.Catalog(1, 300)
	settings := allSettings(t)
	for _, stack := range stacks {
		plain := wireBytes(t, stack, books, settings[0])
		secure := wireBytes(t, stack, books, settings[1])
		compressed := wireBytes(t, stack, books, settings[2])
		if secure < plain+20 || secure > plain+200 {
			t.Errorf("%s: %d bytes an answer in plain, %d with TLS; want 20 to 200 more", stack, plain, secure)
		}
		if compressed > plain*4/5 {
			t.Errorf("%s: %d bytes an answer in plain, %d compressed; want a fifth less", stack, plain, compressed)
		}
	}
}

// windows reads what a connection of HTTP/2 begins with: how large its windows are.
func windows(conn net.Conn) (stream, connection uint32, err error) {
	read := bufio.NewReader(conn)
	const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
	if _, err := read.Discard(len(preface)); err != nil {
		return 0, 0, err
	}
	io.WriteString(conn, clienttest.SettingsFrame)
	stream, connection = 1<<16-1, 1<<16-1
	for {
		head := make([]byte, 9)
		if _, err := io.ReadFull(read, head); err != nil {
			return 0, 0, err
		}
		payload := make([]byte, int(head[0])<<16|int(head[1])<<8|int(head[2]))
		if _, err := io.ReadFull(read, payload); err != nil {
			return 0, 0, err
		}
		switch kind, acknowledged := head[3], head[4] == 1; {
		case kind == 8:
			connection += binary.BigEndian.Uint32(payload)
		case kind == 4 && acknowledged: // the client's own come before it
			return stream, connection, nil
		case kind == 4:
			for ; len(payload) > 0; payload = payload[6:] {
				if id := binary.BigEndian.Uint16(payload); id == 4 {
					stream = binary.BigEndian.Uint32(payload[2:])
				}
			}
		}
	}
}

// The windows of every client of HTTP/2 are those of the profile, if it gives any.
func TestWindowsFollowTheProfile(t *testing.T) {
	type sizes struct{ stream, connection uint32 }
	fixed := sizes{serving.StreamWindow, serving.ConnectionWindow}
	for _, stack := range []string{"rest-h2", "rest-h2-pb", "grpc", "grpc-json"} {
		for _, by := range contract.Clients() {
			for profile, set := range map[serving.Profile]bool{"": false, serving.Default: false, serving.Tuned: true, serving.Matched: true} {
				n := clienttest.NewNetwork(t)
				said := make(chan sizes, 1)
				wait := clienttest.ServeRaw(n, func(conn *net.TCPConn) {
					stream, connection, err := windows(conn)
					if err != nil {
						t.Errorf("%s by %s: %v", stack, by, err)
					}
					select {
					case said <- sizes{stream, connection}:
					default:
					}
					clienttest.Waiting(conn)
				})
				client, err := catalogclient.New(t.Context(), stack, catalogclient.Config{
					Address: n.Addr().String(), Operation: "GetBook", Connections: 1, Settings: conn.Settings{Profile: profile}, Client: by, Requests: make([]catalogclient.Request, 1),
				})
				if err != nil {
					t.Fatal(err)
				}
				got := <-said
				if (got == fixed) != set {
					t.Errorf("%s by %s, profile %q: windows %+v; those of the profile are %+v: want them %v", stack, by, profile, got, fixed, set)
				}
				// The lean client's own are fixed too, so that it can always say how large they are.
				says, want := windowsRow(client.Ledger()), fmt.Sprintf("windows of %s a stream and %s a connection", serving.Size(int(got.stream)), serving.Size(int(got.connection)))
				if strings.Contains(says, want) != (set || by == contract.LeanClient) {
					t.Errorf("%s by %s, profile %q: its ledger has %q, and it announces %s", stack, by, profile, says, want)
				}
				client.Close()
				wait()
			}
		}
	}
}

func windowsRow(ledger []serving.Row) string {
	for _, row := range ledger {
		if row.Aspect == conn.AspectWindows {
			return row.Does
		}
	}
	return ""
}

func TestTLSAtOneEndIsAnError(t *testing.T) {
	books := generate.Catalog(1, 10)
	settings := allSettings(t)
	plain, secure := settings[0], settings[1]
	_, other := certificate(t)
	other.RootCAs = nil
	for _, stack := range stacks {
		for name, pair := range map[string][2]setting{
			"a service without TLS": {plain, secure},
			"a client without TLS":  {secure, plain},
			"an unknown authority":  {secure, {client: conn.Settings{TLS: other}}},
		} {
			address, _ := serveAs(t, stack, books, pair[0])
			c := config(address, "GetBook", books)
			c.Settings = pair[1].client
			for _, c.Client = range contract.Clients() {
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				client, err := catalogclient.New(ctx, stack, c)
				if err == nil { // over HTTP/1.1 a client says nothing before it asks
					_, err = client.Fetch(ctx, 0)
					client.Close()
				}
				if err == nil || ctx.Err() != nil {
					t.Errorf("%s by %s: %s = %v, want an error at once", stack, c.Client, name, err)
				}
				cancel()
			}
		}
	}
}

func TestEmptyRequests(t *testing.T) {
	books := generate.Catalog(1, 10)
	each(t, func(t *testing.T, stack string, as setting) {
		address, _ := serveAs(t, stack, books, as)
		request, ok := catalogclient.EmptyRequest(stack, address, as.client)
		if !ok {
			t.Skip("none is measured over the transport")
		}
		call, err := anycall.EmptyRequest(t.Context(), request, as.client)
		if err != nil {
			t.Fatalf("EmptyRequest() = %v", err)
		}
		client, err := call.Open(t.Context(), as.by, 2)
		if err != nil {
			t.Fatalf("Dial() = %v", err)
		}
		defer client.Close()
		if err := client.Ask(t.Context(), 0); err != nil || client.Opened() != 2 {
			t.Errorf("Ask() = %v over %d connections, want no error over 2", err, client.Opened())
		}
	})
}
