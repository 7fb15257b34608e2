package probe

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// mostSaid is how many bytes of an answer are read.
const mostSaid = 200

// firstAnswer is what came for a request of HTTP/1.1.
type firstAnswer struct {
	status  string // empty if it is not HTTP/1.1
	said    []byte
	reached bool
	closed  bool
}

// refuses reports whether it is a status with which servers of HTTP/2 refuse HTTP/1.1.
func (a firstAnswer) refuses() bool {
	return slices.Contains([]string{"400", "403", "426", "505"}, a.status)
}

// askHTTP1 asks for the options of the root.
func askHTTP1(ctx context.Context, address string, secure bool) (a firstAnswer) {
	var err error
	a.said, err = exchange(ctx, address, secure, "OPTIONS / HTTP/1.1\r\nHost: "+address+"\r\nUser-Agent: wiretax\r\nConnection: close\r\n\r\n")
	if line := string(a.said); strings.HasPrefix(line, "HTTP/1.") && len(line) >= len("HTTP/1.1 200") {
		a.status = line[len("HTTP/1.1 "):len("HTTP/1.1 200")]
	}
	a.reached = !errors.As(err, new(dialError))
	a.closed = a.reached && len(a.said) == 0 && err != nil && !errors.Is(err, os.ErrDeadlineExceeded) && ctx.Err() == nil
	return a
}

// dialError says that no connection could be opened.
type dialError struct{ error }

// exchange writes a request and returns the beginning of what comes.
func exchange(ctx context.Context, address string, secure bool, request string) ([]byte, error) {
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
	if errors.Is(err, syscall.ECONNRESET) {
		return nil, err // it was opened, and closed before the dialer looked
	}
	if err != nil {
		return nil, dialError{err}
	}
	defer conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		conn.SetDeadline(deadline)
	}
	if secure {
		config := trusting(address)
		config.NextProtos = []string{"http/1.1"}
		conn = tls.Client(conn, config)
	}
	if _, err := io.WriteString(conn, request); err != nil {
		return nil, err
	}
	said := make([]byte, mostSaid)
	n, err := io.ReadAtLeast(conn, said, len("HTTP/1.1 200"))
	return said[:n], err
}

// secondAnswer is what came for a call of gRPC.
type secondAnswer struct {
	status string // empty if it is not HTTP/2
	grpc   bool
}

// askHTTP2 calls a method that no service has.
func askHTTP2(ctx context.Context, address string, secure bool) (a secondAnswer) {
	transport := &http.Transport{TLSClientConfig: trusting(address), Protocols: new(http.Protocols), DisableKeepAlives: true}
	transport.Protocols.SetHTTP2(true)
	transport.Protocols.SetUnencryptedHTTP2(true)
	defer transport.CloseIdleConnections()
	url := "http://" + address
	if secure {
		url = "https://" + address
	}
	// A message of gRPC that is empty.
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/wiretax.Probe/Probe", bytes.NewReader(make([]byte, 5)))
	if err != nil {
		return a
	}
	request.Header = http.Header{"Content-Type": {"application/grpc"}, "Te": {"trailers"}, "User-Agent": {"wiretax"}}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return a
	}
	response.Body.Close()
	if response.ProtoMajor != 2 {
		return a // through TLS that negotiates no protocol, net/http falls back to HTTP/1.1
	}
	a.status = strconv.Itoa(response.StatusCode)
	a.grpc = strings.HasPrefix(response.Header.Get("Content-Type"), "application/grpc")
	return a
}
