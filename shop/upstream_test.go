package shop

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/serving"
)

// Any bad answer of an upstream becomes an error that names the upstream and repeats at most a line
// of the answer.
func TestOddAnswersOverREST(t *testing.T) {
	var status int
	var body string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		io.WriteString(w, body)
	}))
	defer server.Close()
	status = http.StatusOK
	l := dialREST(Inventory, strings.TrimPrefix(server.URL, "http://"), overTCP, slog.New(slog.DiscardHandler))
	defer l.Close()
	<-l.opened
	const html = "<html>" + "no such thing, "
	for _, test := range []struct {
		status int
		body   string
		want   string
		down   *serving.UpstreamError
	}{
		{200, `{"product_id":7,"available":3,"warehouse":"east","since":1}`, "", nil},
		{200, html, "inventory: it answered what is no JSON of it: invalid character '<' looking for beginning of value", nil},
		{200, "", "inventory: it answered what is no JSON of it: unexpected end of JSON input", nil},
		{404, html, "inventory: it answered 404 Not Found", nil},
		{302, "", "inventory: it answered 302 Found", nil},
		{500, `{"detail":"` + strings.Repeat("x", 1000) + `"}`, "inventory: " + strings.Repeat("x", 200), nil},
		{502, html, "inventory" + notHere, &serving.UpstreamError{Hop: Inventory}},
		{503, `{"detail":"service is stopping"}`, "inventory" + notHere, &serving.UpstreamError{Hop: Inventory}},
		{504, `{"detail":"the time for the request is over"}`, "inventory" + tooSlow, &serving.UpstreamError{Hop: Inventory, Timeout: true}},
		{503, `{"hop":"warehouse"}`, "warehouse" + notHere, &serving.UpstreamError{Hop: "warehouse"}},
		{504, `{"hop":"warehouse"}`, "warehouse" + tooSlow, &serving.UpstreamError{Hop: "warehouse", Timeout: true}},
	} {
		status, body = test.status, test.body
		got, err := restStocks{l}.stock(t.Context(), 7)
		text := ""
		if err != nil {
			text = err.Error()
		}
		if text != test.want || err == nil && got != (stock{7, 3, "east"}) {
			t.Errorf("stock(7) of %d %.40s = %v, %q, want %q", test.status, test.body, got, text, test.want)
		}
		if down, _ := errors.AsType[*serving.UpstreamError](err); (down == nil) != (test.down == nil) || down != nil && *down != *test.down {
			t.Errorf("stock(7) of %d %.40s has the down %+v, want %+v", test.status, test.body, down, test.down)
		}
	}
}

// It is logged once that an upstream is lost, and why, and once that it is back. A slow upstream
// is not lost, and neither is one whose caller went away.
func TestLinkLogsChanges(t *testing.T) {
	var log strings.Builder
	l := callee{hop: Product, log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))}
	gone, leave := context.WithCancel(t.Context())
	leave()
	for _, test := range []struct {
		name string
		do   func()
		want string
	}{
		{"an answer", l.answered, ""},
		{"silence", func() { l.broke(t.Context(), true, nil) }, ""},
		{"a caller that has gone", func() { l.broke(gone, false, nil) }, ""},
		{"a broken connection", func() { l.broke(t.Context(), false, errRefused) }, "level=WARN msg=\"upstream is lost\" hop=product error=\"connection refused\"\n"},
		{"another", func() { l.broke(t.Context(), false, errRefused) }, ""},
		{"an answer then", l.answered, "level=INFO msg=\"upstream is back\" hop=product\n"},
		{"another answer", l.answered, ""},
	} {
		log.Reset()
		test.do()
		if log.String() != test.want {
			t.Errorf("%s logs %q, want %q", test.name, log.String(), test.want)
		}
	}
}

// An incomplete batch is refused.
func TestShortBatch(t *testing.T) {
	l := callee{hop: Product}
	if err := l.complete(2, 3); err == nil || err.Error() != "product: it answered 2 of 3" {
		t.Errorf("complete(2, 3) = %v", err)
	}
	if err := l.complete(3, 3); err != nil {
		t.Errorf("complete(3, 3) = %v, want nil", err)
	}
}
