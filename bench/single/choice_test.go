package single

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

func TestChoose(t *testing.T) {
	const url = "http://127.0.0.1:1/x"
	plain, closing := plan.Target{URL: url}, plan.Target{URL: url, Headers: []string{"Connection: close"}}
	for _, test := range []struct {
		asked  string
		target plan.Target
		want   choice
		err    string
	}{
		{Auto, plain, choice{contract.LeanClient, "it can drive the target"}, ""},
		{"", plain, choice{contract.LeanClient, "it can drive the target"}, ""},
		{Auto, closing, choice{contract.NativeClient, "lean cannot drive the target: the header Connection asks to close the connection after each request"}, ""},
		{contract.LeanClient, plain, choice{contract.LeanClient, "asked for by --client"}, ""},
		{contract.NativeClient, plain, choice{contract.NativeClient, "asked for by --client"}, ""},
		{contract.NativeClient, closing, choice{contract.NativeClient, "asked for by --client"}, ""},
		{contract.LeanClient, closing, choice{}, "client: lean cannot drive " + url + ": the header Connection asks to close the connection after each request; use client native"},
	} {
		call, err := anycall.Parse(t.Context(), test.target)
		if err != nil {
			t.Fatal(err)
		}
		got, err := choose(test.asked, call)
		if got != test.want || (err == nil) != (test.err == "") || err != nil && err.Error() != test.err {
			t.Errorf("choose(%q, %v) = %q, %v, want %q, %s", test.asked, test.target.Headers, got, err, test.want, test.err)
		}
	}
}

// The result says which client drove the target, and why.
func TestLoadSaysWhichClientDrove(t *testing.T) {
	for _, test := range []struct{ client, header, kind, reason, describes string }{
		{Auto, "X: 1", contract.LeanClient, "it can drive the target", "lean, HTTP/1.1, undecoded"},
		{Auto, "Upgrade: websocket", contract.NativeClient, "lean cannot drive the target: the header Upgrade", "net/http, HTTP/1.1, undecoded"},
		{contract.NativeClient, "X: 1", contract.NativeClient, "asked for by --client", "net/http, HTTP/1.1, undecoded"},
	} {
		url, _ := counted(t, always(200))
		c := loadConfig(url)
		c.Client, c.Target.Headers = test.client, []string{test.header}
		c.Callers, c.Requests = 1, 200
		l, _ := mustLoad(t, t.Context(), c)
		if l.ClientKind != test.kind || !strings.HasPrefix(l.ClientReason, test.reason) || l.Client != test.describes {
			t.Errorf("%s with %s: client %s, %q, %q, want %s, %q, %q", test.client, test.header, l.ClientKind, l.ClientReason, l.Client, test.kind, test.reason, test.describes)
		}
		if l.Completed != 200 || l.Checked != 200 {
			t.Errorf("%s with %s: %d completed, %d checked, want 200 of each", test.client, test.header, l.Completed, l.Checked)
		}
	}
}
