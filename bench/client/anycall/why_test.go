package anycall_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	health "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
)

// outcome sends one request, as a load does.
func outcome(t *testing.T, to plan.Target, check bool) load.Outcome {
	t.Helper()
	client := dial(t, to, 1)
	defer client.Close()
	return clienttest.Ask(t.Context(), client, load.Ticket{Check: check})
}

// holds compares an outcome with a kind and a text.
func holds(t *testing.T, name string, o load.Outcome, kind, why string) {
	t.Helper()
	switch {
	case kind == "" && o.Failure == "" && o.Why == nil:
	case o.Failure != kind || o.Why == nil:
		t.Errorf("%s: %q, %v, want %q, %s", name, o.Failure, o.Why, kind, why)
	case !strings.Contains(o.Why.Error(), why) || strings.ContainsAny(o.Why.Error(), "\n\x1b\u202e") || len(o.Why.Error()) > 500:
		t.Errorf("%s: %q, want short and printable, with %q", name, o.Why, why)
	}
}

func TestFailedRequestsSayWhatCame(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	io.WriteString(z, `{"id":7}`)
	z.Close()
	for _, p := range httpProtocols {
		to := serveHTTP(t, p.scheme, p.http2, func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/gone":
				w.WriteHeader(410)
			case "/bad":
				w.WriteHeader(400)
				io.WriteString(w, "{\"error\":\"\x1b[2J\u202e\xff\"}\n"+strings.Repeat("x", 1<<20))
			case "/gzip":
				w.Write(zipped.Bytes())
			default:
				io.WriteString(w, `{"id":7}`)
			}
		})
		base := to.URL
		for _, test := range []struct{ path, expect, kind, why string }{
			{"/", "$.id=7", "", ""},
			{"/", "$.id=8", "wrong answer", "$.id is 7, want 8"},
			{"/", "length=512", "wrong answer", "it has 8 bytes, want 512"},
			{"/bad", "status=200", "status 400", `want 200 OK; the answer is "{\"error\":\"\x1b[2J\u202e\xff\"}\nxxx`},
			{"/bad", "$.id=7", "status 400", `want 200 to 299; the answer is "{\"error\":`},
			{"/bad", "status=400", "", ""},
			{"/gone", "length=0", "status 410", "want 200 to 299; the answer is empty"},
			{"/gzip", "$.id=7", "undecodable answer", "the answer is gzip"},
		} {
			to.URL, to.Expect = base+test.path, []string{test.expect}
			holds(t, test.path+" "+test.expect, outcome(t, to, true), test.kind, test.why)
		}
	}
}

func TestFailedCallsSayWhatCame(t *testing.T) {
	to := serveRPC(t, &healthService{check: func(context.Context, *health.HealthCheckRequest) (*health.HealthCheckResponse, error) {
		return nil, status.Error(codes.ResourceExhausted, "out of \x1b[31mcarts"+strings.Repeat("!", 4000))
	}}, nil)
	to.Protoset = protoset(t)
	holds(t, "message", outcome(t, to, true), "code ResourceExhausted", `want OK; the service says "out of \x1b[31mcarts!!!`)
}

// A server that wants a certificate of its client says so only after the handshake.
func TestTheServerAsksForAClientCertificate(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	s.Config.ErrorLog = clienttest.Quiet
	s.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert}
	s.StartTLS()
	defer s.Close()
	holds(t, "https", outcome(t, plan.Target{URL: s.URL, Insecure: true}, true), "tls error", "the server asks for a client certificate")

	to := serveRPC(t, &healthService{check: known}, nil, grpc.Creds(credentials.NewTLS(&tls.Config{
		Certificates: s.TLS.Certificates, ClientAuth: tls.RequireAnyClientCert,
	})))
	to.URL, to.Insecure, to.Protoset = strings.Replace(to.URL, "grpc", "grpcs", 1), true, protoset(t)
	call, err := anycall.Prepare(t.Context(), to, 1)
	if err != nil {
		t.Fatal(err)
	}
	if client, err := call.Dial(t.Context(), 1); err == nil {
		client.Close()
		t.Error("Dial() without a certificate = nil")
	} else if !strings.Contains(err.Error(), "asks for a client certificate") {
		t.Errorf("Dial() without a certificate = %v", err)
	}
}
