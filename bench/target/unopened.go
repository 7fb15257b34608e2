package target

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// unopened is an error of opening connections.
type unopened struct{ error }

func (e unopened) Error() string { return "open connections: " + e.error.Error() }
func (e unopened) Unwrap() error { return e.error }

// errNoHTTP2 is the error of a handshake in which a server does not choose HTTP/2.
var errNoHTTP2 = errors.New("its TLS does not offer h2")

// offersNoHTTP2 says whether an error is that a server does not choose HTTP/2 in the handshake.
// Neither the alerts of crypto/tls nor the errors of grpc-go have a type.
func offersNoHTTP2(err error) bool {
	return err != nil && (errors.Is(err, errNoHTTP2) ||
		strings.Contains(err.Error(), "tls: no application protocol") || strings.Contains(err.Error(), "missing selected ALPN property"))
}

// obvious are the failures to open a connection behind which no other protocol can be.
var obvious = []string{contract.ConnectionRefused, contract.Unreachable, contract.DNSError, contract.OutOfPorts, contract.OutOfFiles}

// explainOpening says of an error of opening connections what the target speaks instead of
// what was expected of it, or else what the error means. Other errors stay as they are.
func (s *site) explainOpening(ctx context.Context, err error) error {
	if !slices.Contains(obvious, failureOf(context.Background(), err)) {
		err = s.diagnose(ctx, err)
	}
	if WrongProtocol(err) {
		return fmt.Errorf("connect to %s: %w", s.url, err)
	}
	if opening, ok := errors.AsType[unopened](err); ok {
		return fmt.Errorf("connect to %s: %w", s.url, s.whyUnopened(opening.error))
	}
	return err
}

// explained is an error in other words, which may be a [plan.KeyError].
type explained struct{ words, err error }

func (e explained) Error() string   { return e.words.Error() }
func (e explained) Unwrap() []error { return []error{e.words, e.err} }

// whyUnopened says what an error of opening a connection means, and what to do about it.
func (s *site) whyUnopened(err error) error {
	if _, ok := errors.AsType[*Stalled](err); ok {
		return err
	}
	what := explainFailure(err).Error()
	insecure := plan.Key("insecure")
	words := errors.New(what)
	switch kind := failureOf(context.Background(), err); {
	case offersNoHTTP2(err) && s.rpc:
		words = fmt.Errorf("%w, which gRPC needs; check the port, or let the service offer it by ALPN", errNoHTTP2)
	case offersNoHTTP2(err):
		words = plan.Errorf("%v; leave %s out", errNoHTTP2, plan.Key("http2"))
	case kind == contract.ConnectionRefused:
		words = fmt.Errorf("%s; is the service running?", what)
	case kind == contract.DNSError:
		words = fmt.Errorf("%s; check the name", what)
	case kind == contract.Unreachable:
		words = fmt.Errorf("%s; check the address, and that no firewall is between", what)
	case kind == contract.OutOfPorts:
		words = fmt.Errorf("%s; use fewer connections", what)
	case kind == contract.OutOfFiles:
		words = fmt.Errorf("%s; use fewer connections, or allow more files with ulimit -n", what)
	case what == unknownAuthority:
		words = plan.Errorf("%s; name the authority with %s, or trust any certificate with %s", what, plan.Key("ca_cert"), insecure)
	case strings.HasPrefix(what, "the certificate is for ") && !strings.Contains(what, " for no "):
		words = plan.Errorf("%s; use a name of the certificate in the URL, or trust any certificate with %s", what, insecure)
	case strings.Contains(err.Error(), "x509: "):
		words = plan.Errorf("%s; renew it, or trust any certificate with %s", what, insecure)
	}
	return explained{words, err}
}

const unknownAuthority = "the certificate is signed by an unknown authority"

// wrapping is what grpc-go, net and crypto/tls put before the cause of an error.
var wrapping = regexp.MustCompile(`^(transport: Error while dialing|transport: authentication handshake failed|error reading server preface|` +
	`tls handshake|tls: failed to verify certificate|(dial|read|write) tcp( \S+)?|connect|read|write): `)

// meanings are causes and what they are in plain words.
var meanings = []struct {
	cause *regexp.Regexp
	words string
}{
	{regexp.MustCompile(`^lookup (\S+?)( on \S+)?: no such host$`), "no such host $1"},
	{regexp.MustCompile(`^lookup (\S+?)( on \S+)?: (.*)$`), "the name server does not tell where $1 is: $3"},
	{regexp.MustCompile(`^x509: certificate signed by unknown authority.*`), unknownAuthority},
	{regexp.MustCompile(`^x509: certificate has expired or is not yet valid: (current time \S+ is after .*)`), "the certificate has expired: $1"},
	{regexp.MustCompile(`^x509: certificate has expired or is not yet valid: (.*)`), "the certificate is not valid yet: $1"},
	{regexp.MustCompile(`^x509: certificate is valid for (.*)`), "the certificate is for $1"},
	{regexp.MustCompile(`^x509: certificate is not valid for any names, but wanted to match (.*)`), "the certificate is for no name, not even $1"},
	{regexp.MustCompile(`^x509: cannot validate certificate for (\S+) because it doesn't contain any IP SANs`), "the certificate is for no IP address, not even $1"},
	{regexp.MustCompile(`^x509: certificate relies on legacy Common Name field, use SANs instead`), "the certificate is for no subject alternative name, which has taken the place of the common name"},
	{regexp.MustCompile(`^x509: (certificate )?`), "the certificate is wrong: "},
	{regexp.MustCompile(`missing selected ALPN property.*`), errNoHTTP2.Error()},
}

// inPlainWords is the text of a transport's error without what the libraries wrap it in.
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
