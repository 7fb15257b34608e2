package conn

import (
	"crypto/tls"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc"
	rpcencoding "google.golang.org/grpc/encoding"
	_ "google.golang.org/grpc/encoding/proto"

	"github.com/wiretax/wiretax/serving"
)

// does returns what rows say of an aspect.
func does(rows []serving.Row, aspect string) string {
	for _, row := range rows {
		if row.Aspect == aspect {
			return row.Does
		}
	}
	return ""
}

// changed returns the aspects in which two ledgers differ.
func changed(a, b []serving.Row) (aspects []string) {
	for _, row := range a {
		if does(b, row.Aspect) != row.Does {
			aspects = append(aspects, row.Aspect)
		}
	}
	slices.Sort(aspects)
	return aspects
}

// httpSetTo opens connections and says of them that they are set like this.
func httpSetTo(t *testing.T, connections int, settings Settings, http2 bool) *HTTP {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	server := &http.Server{Protocols: new(http.Protocols)}
	server.Protocols.SetHTTP1(true)
	server.Protocols.SetUnencryptedHTTP2(true)
	go server.Serve(listener)
	t.Cleanup(func() { server.Close() })
	secure := settings.TLS
	settings.TLS = nil // there is no handshake here
	h, err := NewHTTP(t.Context(), listener.Addr().String(), connections, settings, http2)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	h.settings.TLS = secure
	return h
}

func TestRowsOfHTTPFollowItsSettings(t *testing.T) {
	accept := http.Header{"Accept": {"application/json"}}
	base := httpSetTo(t, 3, Settings{}, false).Rows(accept, false)
	base2 := httpSetTo(t, 3, Settings{}, true).Rows(accept, false)
	secret := http.Header{"Authorization": {"Bearer 1234"}}
	for _, test := range []struct {
		name    string
		than    []serving.Row
		got     []serving.Row
		changes []string
		parts   []string // of what the first of them says
	}{
		{"more connections", base, httpSetTo(t, 4, Settings{}, false).Rows(accept, false), []string{AspectConnections}, []string{"4 of HTTP/1.1, "}},
		{"HTTP/2", base, base2, []string{AspectAttached, AspectConnections}, []string{"httptrace.ClientTrace"}},
		{"TLS", base, httpSetTo(t, 3, Settings{TLS: new(tls.Config)}, false).Rows(accept, false), []string{AspectConnections}, []string{"3 of HTTP/1.1 over TLS, "}},
		{"gzip", base, httpSetTo(t, 3, Settings{Gzip: true}, false).Rows(accept, false), []string{AspectAttached, AspectCompression}, []string{"Accept-Encoding: gzip"}},
		{"gzip of bodies", httpSetTo(t, 3, Settings{Gzip: true}, false).Rows(accept, false), httpSetTo(t, 3, Settings{Gzip: true}, false).Rows(accept, true), []string{AspectAttached}, []string{"Content-Encoding: gzip"}},
		{"tuned", base, httpSetTo(t, 3, Settings{Profile: serving.Tuned}, false).Rows(accept, false), []string{AspectWindows}, []string{"buffers of 32 KiB, grpc-go's size, so that an answer which fits is read at once"}},
		{"tuned, HTTP/2", base2, httpSetTo(t, 3, Settings{Profile: serving.Tuned}, true).Rows(accept, false), []string{AspectWindows}, []string{"windows of 1 MiB a stream and 3 MiB a connection, the same as over gRPC"}},
		{"matched", base, httpSetTo(t, 3, Settings{Profile: serving.Matched}, false).Rows(accept, false), []string{AspectWindows}, []string{"buffers of 32 KiB"}},
		{"matched, HTTP/2", base2, httpSetTo(t, 3, Settings{Profile: serving.Matched}, true).Rows(accept, false), []string{AspectWindows}, []string{"windows of 1 MiB a stream and 3 MiB a connection", "frames of 16 KiB"}},
		{"a secret", base, httpSetTo(t, 3, Settings{}, false).Rows(secret, false), []string{AspectAttached}, []string{"the headers Authorization and those of net/http"}},
	} {
		changes := changed(test.than, test.got)
		if !slices.Equal(changes, test.changes) {
			t.Errorf("%s: other rows are those of %q, want %q", test.name, changes, test.changes)
			continue
		}
		for _, part := range test.parts {
			if text := does(test.got, changes[0]); !strings.Contains(text, part) {
				t.Errorf("%s: %s is %q, want it with %q", test.name, changes[0], text, part)
			}
		}
	}
	for aspect, want := range map[string]string{
		AspectLibrary:     "net/http of " + runtime.Version() + ": each request on an http.ClientConn of a Transport, without http.Client and its redirects, cookies and pool",
		AspectConnections: "3 of HTTP/1.1, opened before the first request; one request at a time on each: the one that fell idle last is taken first, and a request waits in line while none is idle; a GET without a body is repeated once if the server closed its connection as it came",
		AspectAttached:    "the headers Accept: application/json and those of net/http",
	} {
		if got := does(base, aspect); got != want {
			t.Errorf("%s is\n\t%q, want\n\t%q", aspect, got, want)
		}
	}
}

func TestRowsOfGRPCFollowItsSettings(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	go server.Serve(listener)
	t.Cleanup(server.Stop)
	open := func(connections int, settings Settings, options ...grpc.CallOption) *GRPC {
		calls := CallSettings{Codec: rpcencoding.GetCodecV2("proto"), Options: options}
		c, err := NewGRPC(t.Context(), listener.Addr().String(), connections, settings, calls)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	base := open(3, Settings{}).Rows()
	for _, test := range []struct {
		name   string
		got    []serving.Row
		change string
		part   string
	}{
		{"more connections", open(4, Settings{}).Rows(), AspectConnections, "4 of HTTP/2, "},
		{"gzip", open(3, Settings{Gzip: true}).Rows(), AspectCompression, "each message is sent as gzip"},
		{"tuned", open(3, Settings{Profile: serving.Tuned}).Rows(), AspectWindows, "windows of 1 MiB a stream and 3 MiB a connection, buffers of 32 KiB; fixed, so that no BDP probes are sent"},
		{"matched", open(3, Settings{Profile: serving.Matched}).Rows(), AspectWindows, "windows of 1 MiB a stream and 3 MiB a connection, buffers of 32 KiB"},
		{"metadata", open(3, Settings{}).Rows("b", "a"), AspectAttached, "the metadata a, b"},
		{"a limit", open(3, Settings{}, grpc.MaxCallRecvMsgSize(64<<20)).Rows(), AspectAttached, "a limit of 64 MiB for the answer"},
	} {
		if changes := changed(base, test.got); !slices.Equal(changes, []string{test.change}) {
			t.Errorf("%s: other rows are those of %q, want %q", test.name, changes, test.change)
		} else if text := does(test.got, test.change); !strings.Contains(text, test.part) {
			t.Errorf("%s: %s is %q, want it with %q", test.name, test.change, text, test.part)
		}
	}
	want := "credentials that add nothing and count the attempts; a codec around the call's own that times the wait for a stream; no metadata"
	if got := does(base, AspectAttached); got != want {
		t.Errorf("%s is\n\t%q, want\n\t%q", AspectAttached, got, want)
	}
	if got := does(open(1, Settings{}).StreamRows(), AspectAttached); got != "nothing; to each stream "+want {
		t.Errorf("to a message of a stream %q is attached", got)
	}
}

// A trace that counts in another way says so.
func TestRowsNameWhatIsAttached(t *testing.T) {
	trace := newCallTrace(rpcencoding.GetCodecV2("proto"), grpc.WaitForReady(true))
	if got := trace.does(); len(got) != 3 || got[2] != "a grpc.FailFastCallOption" {
		t.Errorf("does() = %q, want an option that nobody foresaw by its type", got)
	}
	trace.options = trace.options[1:]
	if got := trace.does(); strings.Contains(strings.Join(got, "; "), "credentials") {
		t.Errorf("does() = %q, want no credentials, which are not attached", got)
	}
}
