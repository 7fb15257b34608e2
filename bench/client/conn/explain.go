package conn

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/bench/inspect"
)

// Unopened is an error of opening connections.
type Unopened struct{ error }

// NewUnopened returns an error of opening connections, nil if there is none.
func NewUnopened(err error) error {
	if err == nil {
		return nil
	}
	return Unopened{err}
}

func (e Unopened) Error() string { return "open connections: " + e.error.Error() }
func (e Unopened) Unwrap() error { return e.error }

// ErrNoHTTP2 is the error of a TLS handshake in which the server does not choose HTTP/2.
var ErrNoHTTP2 = errors.New("its TLS does not offer h2")

// OffersNoHTTP2 reports whether a server did not choose HTTP/2 in a TLS handshake. Neither the
// alerts of crypto/tls nor the errors of grpc-go have a type.
func OffersNoHTTP2(err error) bool {
	return err != nil && (errors.Is(err, ErrNoHTTP2) ||
		strings.Contains(err.Error(), "tls: no application protocol") || strings.Contains(err.Error(), "missing selected ALPN property"))
}

// Explain says in one line what a transport's error means.
func Explain(err error) error {
	text := err.Error()
	if s, ok := status.FromError(err); ok {
		text = s.Message()
	}
	text = inPlainWords(text)
	if strings.Contains(text, "tls: certificate required") || strings.Contains(text, "tls: bad certificate") {
		text = "the server asks for a client certificate, which wiretax does not have"
	}
	if text == "EOF" || strings.HasSuffix(text, "from server: EOF") {
		text = "the server closed the connection and did not answer"
	}
	if _, coding, ok := strings.Cut(text, "Decompressor is not installed for grpc-encoding "); ok {
		text = "the message is " + coding + ", which is not decoded here"
	}
	return errors.New(inspect.Plain(text))
}

// UnknownAuthority is what Explain says of a certificate whose authority is not known.
const UnknownAuthority = "the certificate is signed by an unknown authority"

// wrapping is what grpc-go, net and crypto/tls put before the cause of an error.
var wrapping = regexp.MustCompile(`^(transport: Error while dialing|transport: authentication handshake failed|error reading server preface|` +
	`tls handshake|tls: failed to verify certificate|(dial|read|write) tcp( \S+)?|connect|read|write): `)

// meanings are the causes of errors in plain words.
var meanings = []struct {
	cause *regexp.Regexp
	words string
}{
	{regexp.MustCompile(`^lookup (\S+?)( on \S+)?: no such host$`), "no such host $1"},
	{regexp.MustCompile(`^lookup (\S+?)( on \S+)?: (.*)$`), "the name server cannot resolve $1: $3"},
	{regexp.MustCompile(`^x509: certificate signed by unknown authority.*`), UnknownAuthority},
	{regexp.MustCompile(`^x509: certificate has expired or is not yet valid: (current time \S+ is after .*)`), "the certificate has expired: $1"},
	{regexp.MustCompile(`^x509: certificate has expired or is not yet valid: (.*)`), "the certificate is not valid yet: $1"},
	{regexp.MustCompile(`^x509: certificate is valid for (.*)`), "the certificate is for $1"},
	{regexp.MustCompile(`^x509: certificate is not valid for any names, but wanted to match (.*)`), "the certificate is for no name, not even $1"},
	{regexp.MustCompile(`^x509: cannot validate certificate for (\S+) because it doesn't contain any IP SANs`), "the certificate is for no IP address, not even $1"},
	{regexp.MustCompile(`^x509: certificate relies on legacy Common Name field, use SANs instead`), "the certificate has a common name and no subject alternative name, which clients require"},
	{regexp.MustCompile(`^x509: (certificate )?`), "the certificate is wrong: "},
	{regexp.MustCompile(`missing selected ALPN property.*`), ErrNoHTTP2.Error()},
}

// inPlainWords takes from the text of a transport's error what the libraries wrap it in.
func inPlainWords(text string) string {
	for {
		if quoted, ok := strings.CutPrefix(text, "connection error: desc = "); ok {
			if said, err := strconv.Unquote(quoted); err == nil {
				text = said
				continue
			}
		}
		inner := wrapping.ReplaceAllString(text, "")
		if inner == text {
			break
		}
		text = inner
	}
	for _, m := range meanings {
		if m.cause.MatchString(text) {
			return m.cause.ReplaceAllString(text, m.words)
		}
	}
	return text
}
