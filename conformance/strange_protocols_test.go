package conformance_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// stranger speaks some protocol to an address and returns what it reads.
type stranger func(ctx context.Context, address string) string

// sending writes bytes and returns the first line that comes back.
func sending(text string) stranger {
	return func(ctx context.Context, address string) string {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
		if err != nil {
			return err.Error()
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(patience))
		io.WriteString(conn, text)
		return firstLine(conn)
	}
}

// sendingTLS writes over TLS without a protocol by ALPN.
func sendingTLS(text string) stranger {
	return func(ctx context.Context, address string) string {
		_, trust := certificates()
		conn, err := (&tls.Dialer{Config: trust}).DialContext(ctx, "tcp", address)
		if err != nil {
			return err.Error()
		}
		defer conn.Close()
		conn.SetDeadline(time.Now().Add(patience))
		io.WriteString(conn, text)
		return firstLine(conn)
	}
}

// firstLine reads the first line of an answer, or all of it if the connection ends before.
func firstLine(r io.Reader) string {
	answer, err := bufio.NewReader(io.LimitReader(r, 4<<10)).ReadString('\n')
	if err != nil && answer == "" {
		if network := net.Error(nil); errors.As(err, &network) && network.Timeout() {
			return "nothing"
		}
		return "closed"
	}
	return strings.TrimSpace(answer)
}

// shaking offers a TLS handshake and returns its error, or the protocol agreed upon.
func shaking(versions [2]uint16, protocols ...string) stranger {
	return func(ctx context.Context, address string) string {
		_, trust := certificates()
		trust = trust.Clone()
		trust.MinVersion, trust.MaxVersion, trust.NextProtos = versions[0], versions[1], protocols
		conn, err := (&tls.Dialer{Config: trust}).DialContext(ctx, "tcp", address)
		if err != nil {
			return err.Error()
		}
		defer conn.Close()
		return "speaks " + conn.(*tls.Conn).ConnectionState().NegotiatedProtocol
	}
}

// calling makes a gRPC call and returns its error.
func calling(secure bool) stranger {
	return func(ctx context.Context, address string) string {
		creds := insecure.NewCredentials()
		if secure {
			_, trust := certificates()
			creds = credentials.NewTLS(trust)
		}
		conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(creds))
		if err != nil {
			return err.Error()
		}
		defer conn.Close()
		if _, err = catalogv1.NewCatalogServiceClient(conn).GetBook(ctx, &catalogv1.GetBookRequest{Id: 1}); err != nil {
			return err.Error()
		}
		return "answered"
	}
}

// getting makes a request of REST and returns the status or the error.
func getting(scheme string, set func(*http.Protocols)) stranger {
	return func(ctx context.Context, address string) string {
		_, trust := certificates()
		transport := &http.Transport{Protocols: new(http.Protocols), TLSClientConfig: trust.Clone()}
		set(transport.Protocols)
		defer transport.CloseIdleConnections()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+address+"/v1/books/1", nil)
		if err != nil {
			return err.Error()
		}
		response, err := (&http.Client{Transport: transport}).Do(r)
		if err != nil {
			return err.Error()
		}
		defer response.Body.Close()
		text, _ := io.ReadAll(response.Body)
		return response.Status + " " + response.Header.Get("Grpc-Message") + string(text)
	}
}

// A client that speaks another protocol than the port's is told so, or at least disconnected soon.
func TestStrangeProtocols(t *testing.T) {
	t.Parallel()
	ports := map[string]*service{}
	for _, name := range services {
		ports[name], ports[name+" with TLS"] = start(t, name, config{}), start(t, name, config{tls: true})
	}
	for _, test := range misdirected {
		ctx := brief(t)
		if got := test.do(ctx, ports[test.port].address); !strings.Contains(got, test.want) || ctx.Err() != nil {
			t.Errorf("%s on the port of %s gets %q, want %q in it, soon", test.who, test.port, got, test.want)
		}
		ports[test.port].alive(t)
		ports[test.port].awaitInFlight(t, 0)
	}
}

const (
	plainRequest = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"
	// noise is as long as the preface of HTTP/2, for which net/http and grpc-go wait.
	noise = "\x00\x01\x02\xff\r\n\r\nand nothing that follows"

	noTLS   = "first record does not look like a TLS handshake"
	noRPC   = "code = Unimplemented desc = unexpected HTTP status code received from server: 404 (Not Found)"
	notRPC  = `415 Unsupported Media Type invalid gRPC request content-type ""`
	tooOld  = "protocol version not supported"
	noProto = "no application protocol"
	// settings is what grpc-go says first, to whomever: the type of its frame.
	settings = "\x04\x00\x00\x00\x00\x00"
)

var (
	anyTLS   = [2]uint16{tls.VersionTLS12, tls.VersionTLS13}
	olderTLS = [2]uint16{tls.VersionTLS10, tls.VersionTLS11}

	overHTTP1 = func(p *http.Protocols) { p.SetHTTP1(true) }
	overH2C   = func(p *http.Protocols) { p.SetUnencryptedHTTP2(true) }
	overHTTP2 = func(p *http.Protocols) { p.SetHTTP2(true) }
)

// misdirected are clients at the wrong port, and the part of the answer that says so.
var misdirected = []struct {
	port, who string
	do        stranger
	want      string
}{
	{"rest", "TLS", shaking(anyTLS), noTLS},
	{"rest", "gRPC", calling(false), noRPC},
	{"rest", "gRPC over TLS", calling(true), noTLS},
	{"rest", "noise", sending(noise), "HTTP/1.1 400 Bad Request"},
	{"rest with TLS", "HTTP/1.1", getting("http", overHTTP1), "Client sent an HTTP request to an HTTPS server."},
	{"rest with TLS", "HTTP/2", sending(http2.ClientPreface), "closed"},
	{"rest with TLS", "gRPC over TLS", calling(true), noRPC},
	{"rest with TLS", "gRPC", calling(false), "code = Unavailable"},
	{"rest with TLS", "TLS 1.1", shaking(olderTLS), tooOld},
	{"rest with TLS", "TLS without ALPN", shaking(anyTLS), "speaks "},
	{"rest with TLS", "TLS for HTTP/2", shaking(anyTLS, "h2", "http/1.1"), "speaks h2"},
	{"rest with TLS", "TLS for SMTP", shaking(anyTLS, "smtp"), noProto},
	{"rest with TLS", "noise", sending(noise), "closed"},
	{"grpc", "HTTP/1.1", sending(plainRequest), settings},
	{"grpc", "HTTP/2", getting("http", overH2C), notRPC},
	{"grpc", "TLS", shaking(anyTLS, "h2"), noTLS},
	{"grpc", "gRPC over TLS", calling(true), noTLS},
	{"grpc", "noise", sending(noise), settings},
	{"grpc with TLS", "HTTP/1.1", sending(plainRequest), "closed"},
	{"grpc with TLS", "TLS without ALPN", sendingTLS(plainRequest), "closed"},
	{"grpc with TLS", "HTTP/2 over TLS", getting("https", overHTTP2), notRPC},
	{"grpc with TLS", "gRPC", calling(false), "code = Unavailable"},
	{"grpc with TLS", "TLS 1.1", shaking(olderTLS, "h2"), tooOld},
	{"grpc with TLS", "TLS for SMTP", shaking(anyTLS, "smtp"), noProto},
	{"grpc with TLS", "noise", sending(noise), "closed"},
}
