package servingtest

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// Client is a client of a service over HTTP.
type Client struct {
	URL       string
	HTTP      *http.Client
	Transport *http.Transport
}

// StartHTTP serves s on loopback until the test ends, for a client of HTTP/1.1.
func StartHTTP(t testing.TB, s Server) Client {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ServeHTTP(t, s, l, &http.Transport{DisableCompression: true})
}

// ServeHTTP serves s on l until the test ends.
func ServeHTTP(t testing.TB, s Server, l net.Listener, transport *http.Transport) Client {
	t.Helper()
	Serve(t, s, l)
	t.Cleanup(transport.CloseIdleConnections)
	return Client{"http://" + l.Addr().String(), &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, transport}
}

// OverHTTP2 makes the client speak HTTP/2 in plaintext.
func (c Client) OverHTTP2() Client {
	c.Transport.Protocols = new(http.Protocols)
	c.Transport.Protocols.SetUnencryptedHTTP2(true)
	return c
}

// Reply is an HTTP response that has been read to its end.
type Reply struct {
	Status int
	Header http.Header
	Body   string
	Close  bool // the connection goes with it
}

// Send sends a request with a body and headers, which come in pairs.
func (c Client) Send(method, target string, body io.Reader, headers ...string) (Reply, error) {
	response, err := c.Begin(method, target, body, headers...)
	if err != nil {
		return Reply{}, err
	}
	defer response.Body.Close()
	var text strings.Builder
	_, err = io.Copy(&text, response.Body)
	return Reply{response.StatusCode, response.Header, text.String(), response.Close}, err
}

// Begin is Send up to the headers of the answer.
func (c Client) Begin(method, target string, body io.Reader, headers ...string) (*http.Response, error) {
	r, err := http.NewRequest(method, c.URL+target, body)
	if err != nil {
		return nil, err
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return c.HTTP.Do(r)
}

// Do is Send without a body.
func (c Client) Do(method, target string) (Reply, error) { return c.Send(method, target, nil) }

// Must is Do in a test that ends where it does not work.
func (c Client) Must(t testing.TB, method, target string, headers ...string) Reply {
	t.Helper()
	r, err := c.Send(method, target, nil, headers...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Post sends a body in a test that ends where it does not work.
func (c Client) Post(t testing.TB, target, contentType, body string, headers ...string) Reply {
	t.Helper()
	r, err := c.Send("POST", target, strings.NewReader(body), append(headers, "Content-Type", contentType)...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// StartPipes serves s on pipes until the test ends.
func StartPipes(t testing.TB, s Server) (Client, *Pipes) {
	t.Helper()
	p := NewPipes()
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) { return p.Dial(ctx) }
	return ServeHTTP(t, s, p, &http.Transport{DialContext: dial, DisableCompression: true}), p
}
