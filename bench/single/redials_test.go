package single

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// The warning about further connections names who closed the first ones.
func TestLoadSaysWhyMoreConnectionsWereOpened(t *testing.T) {
	const byUs, byService = "every request asks for that with Connection: close", "the service closed some"
	for _, test := range []struct {
		name    string
		headers []string
		http2   bool
		service string // its Connection header
		want    string // empty: nothing
	}{
		{"kept open", nil, false, "", ""},
		{"told to keep it open", []string{"Connection: keep-alive", "Close: close"}, false, "", ""},
		{"close", []string{"Connection: close"}, false, "", byUs},
		{"in other letters, among others", []string{"connection: x-trace , CLOSE"}, false, "", byUs},
		{"in the second line", []string{"Connection: x-trace", "Connection: close"}, false, "", byUs},
		{"over HTTP/2", []string{"Connection: close"}, true, "", byUs},
		{"both", []string{"Connection: close"}, false, "close", byUs},
		{"the service", []string{"Connection: x-close"}, false, "close", byService},
	} {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if test.service != "" {
				w.Header().Set("Connection", test.service)
			}
		}))
		server.Config.Protocols = new(http.Protocols)
		server.Config.Protocols.SetHTTP1(true)
		server.Config.Protocols.SetUnencryptedHTTP2(true)
		server.Start()
		c := loadConfig(server.URL)
		c.Target.Headers, c.Target.HTTP2 = test.headers, test.http2
		c.Callers, c.Requests = 1, 20
		l, _ := mustLoad(t, context.Background(), c)
		server.Close()
		said := strings.Join(l.Warnings, "; ")
		if _, why, _ := strings.Cut(said, "connections were opened instead of 4: "); !strings.HasPrefix(why, test.want) || (why == "") != (test.want == "") {
			t.Errorf("%s: Load() warns of %q, want %q", test.name, said, test.want)
		}
	}
}
