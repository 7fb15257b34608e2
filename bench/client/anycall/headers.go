package anycall

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/textproto"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/client/conn"
)

// setByTransport are the headers that the libraries set themselves, by whether they are gRPC's.
var setByTransport = map[bool][]string{
	false: {"Content-Length", "Transfer-Encoding"},
	true:  {"Content-Type", "Te", "User-Agent", "Content-Length", "Connection"},
}

// traces are the headers of tracing. They begin with grpc- and are not set by gRPC.
var traces = []string{"Grpc-Trace-Bin", "Grpc-Tags-Bin"}

// headersOf parses lines of the form "Name: value". It returns the host apart, which the libraries
// do not treat as a header.
func headersOf(lines []string, rpc bool) (header http.Header, host string, err error) {
	header = make(http.Header)
	for i, line := range lines {
		name, value, ok := strings.Cut(line, ":")
		name, value = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name)), strings.TrimSpace(value)
		switch {
		case !ok || !conn.IsToken(name) || strings.ContainsFunc(value, isControl):
			return nil, "", fmt.Errorf("headers[%d]: %q is not a header; write Name: value", i, line)
		case slices.Contains(setByTransport[rpc], name) || (rpc && strings.HasPrefix(name, "Grpc-") && !slices.Contains(traces, name)):
			return nil, "", fmt.Errorf("headers[%d]: %s is set by the transport; leave it out", i, name)
		case name == "Host":
			host = value
			continue
		case rpc && strings.ContainsFunc(name, notInMetadata):
			return nil, "", fmt.Errorf("headers[%d]: gRPC allows letters, digits, dots, dashes and underscores in a name, not %q", i, name)
		case rpc && !strings.HasSuffix(name, "-Bin") && strings.ContainsFunc(value, notPrintable):
			return nil, "", fmt.Errorf("headers[%d]: gRPC allows printable ASCII only, not %q; name it %s-Bin and encode it in base64", i, value, name)
		case rpc && strings.HasSuffix(name, "-Bin"):
			values, err := decodeBinary(value)
			if err != nil {
				return nil, "", fmt.Errorf("headers[%d]: %q is not base64, as values of %s are; encode it, with padding or without", i, value, name)
			}
			header[name] = append(header[name], values...)
			continue
		}
		header.Add(name, value)
	}
	return header, host, nil
}

// asksToClose reports whether headers ask the server to close the connection after a request.
// Over HTTP/2, where such a header is not sent, the client closes it.
func asksToClose(header http.Header) bool {
	for _, line := range header["Connection"] {
		for option := range strings.SplitSeq(line, ",") {
			if strings.EqualFold(strings.TrimSpace(option), "close") {
				return true
			}
		}
	}
	return false
}

// decodeBinary decodes the values of a -bin header. There may be several, with commas between them,
// each in base64 with padding or without: gRPC demands that both be accepted
// (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md).
func decodeBinary(text string) ([]string, error) {
	var values []string
	for value := range strings.SplitSeq(text, ",") {
		value = strings.TrimSpace(value)
		encoding := base64.RawStdEncoding
		if strings.HasSuffix(value, "=") {
			encoding = base64.StdEncoding
		}
		bytes, err := encoding.DecodeString(value)
		if err != nil {
			return nil, err
		}
		values = append(values, string(bytes))
	}
	return values, nil
}

// notInMetadata and notPrintable are the characters that gRPC refuses in names and values.
func notInMetadata(r rune) bool {
	letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	return !letter && !strings.ContainsRune("-_.", r)
}

func notPrintable(r rune) bool { return r < ' ' || r > '~' }

func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }
