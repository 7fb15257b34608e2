package anycall_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/plan"
)

// requestLines returns a server that tells what request targets came, over HTTP/1.1 and HTTP/2.
func requestLines(t *testing.T) (address string, came chan string) {
	came = make(chan string, 1)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { came <- r.RequestURI }))
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetHTTP1(true)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	server.Start()
	t.Cleanup(server.Close)
	return server.Listener.Addr().String(), came
}

func TestURLsArriveEncoded(t *testing.T) {
	address, came := requestLines(t)
	for _, test := range []struct{ path, want string }{
		{"/search?q=war and peace", "/search?q=war%20and%20peace"},
		{"/a b?c d", "/a%20b?c%20d"},
		{`/"a"?"b"`, "/%22a%22?%22b%22"},
		{"/a|b?c|d", "/a%7Cb?c%7Cd"},
		{"/{a}?f={b:1}", "/%7Ba%7D?f=%7Bb:1%7D"},
		{"/a^b?c^d", "/a%5Eb?c%5Ed"},
		{"/<a>?<b>", "/%3Ca%3E?%3Cb%3E"},
		{"/`a`?`b`", "/%60a%60?%60b%60"},
		{`/a\b?c\d`, "/a/b?c%5Cd"},
		{`\a\\b\`, "/a//b/"},
		{`\?a`, "/?a"},
		{`/a%5Cb`, "/a%5Cb"},
		{`\@b`, "/@b"}, // the host ends before it
		{"/bücher?q=日本", "/b%C3%BCcher?q=%E6%97%A5%E6%9C%AC"},
		{"/it's?q='a'", "/it's?q=%27a%27"},
		// What is encoded stays as it is.
		{"/a%2Fb%2fc?d=%26&e=%2526", "/a%2Fb%2fc?d=%26&e=%2526"},
		{"/%41?%41", "/%41?%41"},
		{"/a%20b c", "/a%20b%20c"},
		// So does what needs no encoding.
		{"", "/"},
		{"/", "/"},
		{"?", "/?"},
		{"/a?", "/a?"},
		{"?q=a b", "/?q=a%20b"},
		{"/a//b/../c/./d", "/a//b/../c/./d"},
		{"//a", "//a"},
		{"/a;b=1,2/c+d?e=f+g;h=i&j=k?l", "/a;b=1,2/c+d?e=f+g;h=i&j=k?l"},
		{"/a:b@c!$&*()~?d[]=1&e[f]=2", "/a:b@c!$&*()~?d[]=1&e[f]=2"},
		{"/end ", "/end"},
	} {
		for _, http2 := range []bool{false, true} {
			to := plan.Target{URL: "http://" + address + test.path, HTTP2: http2}
			call, err := anycall.Prepare(t.Context(), to, 1)
			if err != nil {
				t.Errorf("Prepare(%q) = %v", to.URL, err)
				continue
			}
			client, err := call.Dial(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			if err := client.Ask(t.Context(), 0); err != nil {
				t.Errorf("Ask(%q), HTTP/2 %v = %v", to.URL, http2, err)
			} else if got := <-came; got != test.want {
				t.Errorf("%q, HTTP/2 %v, arrives as %q, want %q", to.URL, http2, got, test.want)
			}
			client.Close()
		}
	}
}

func TestURLsRefused(t *testing.T) {
	for _, test := range []struct{ path, want string }{
		{"/100%", "write %25 for a percent sign"},
		{"/a%2", "write %25 for a percent sign"},
		{"/a?b=100% sure", "write %25 for a percent sign"},
		{"/a?b=%zz", `the % before "zz" does not begin %XX`},
		{"/a?b=%", "write %25 for a percent sign"},
		{"/a\tb", "control character '\\t'; write %09"},
		{"/a?b=c\nd", "control character '\\n'; write %0A"},
		{"/a\r\nHost: other", "write %0D"},
		{"/a?\x7f", "write %7F"},
		{"/a?b=\xff", "it is not UTF-8"},
		{"/a?b#c d", "has a fragment"},
	} {
		_, err := anycall.Parse(t.Context(), plan.Target{URL: "http://localhost:1" + test.path})
		if err == nil || !strings.HasPrefix(err.Error(), "url: ") || !strings.Contains(err.Error(), test.want) || strings.ContainsAny(err.Error(), "\n\t\r") {
			t.Errorf("Parse(%q) = %v, want one line with %s", test.path, err, test.want)
		}
	}
}
