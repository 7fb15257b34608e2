package anycall

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/contract"
)

// obvious are the failures to open a connection that no other protocol can cause.
var obvious = []string{contract.ConnectionRefused, contract.Unreachable, contract.DNSError, contract.OutOfPorts, contract.OutOfFiles}

// explainOpening says of an error of opening connections what the target speaks instead, or else
// what the error means. It returns other errors as they are.
func (s *endpoint) explainOpening(ctx context.Context, err error) error {
	if !slices.Contains(obvious, conn.Failure(context.Background(), err)) {
		err = s.diagnose(ctx, err)
	}
	if WrongProtocol(err) {
		return fmt.Errorf("connect to %s: %w", s.url, err)
	}
	if opening, ok := errors.AsType[conn.Unopened](err); ok {
		return fmt.Errorf("connect to %s: %w", s.url, s.whyUnopened(opening.Unwrap()))
	}
	return err
}

// explained is an error in other words, which may be a [plan.KeyError].
type explained struct{ words, err error }

func (e explained) Error() string   { return e.words.Error() }
func (e explained) Unwrap() []error { return []error{e.words, e.err} }

// whyUnopened says what an error of opening a connection means, and what to do about it.
func (s *endpoint) whyUnopened(err error) error {
	if _, ok := errors.AsType[*conn.Stalled](err); ok {
		return err
	}
	what := conn.Explain(err).Error()
	insecure := plan.Key("insecure")
	words := errors.New(what)
	switch kind := conn.Failure(context.Background(), err); {
	case conn.OffersNoHTTP2(err) && s.rpc:
		words = fmt.Errorf("%w, which gRPC needs; check the port, or let the service offer it by ALPN", conn.ErrNoHTTP2)
	case conn.OffersNoHTTP2(err):
		words = plan.Errorf("%v; leave %s out", conn.ErrNoHTTP2, plan.Key("http2"))
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
	case what == conn.UnknownAuthority:
		words = plan.Errorf("%s; name the authority with %s, or trust any certificate with %s", what, plan.Key("ca_cert"), insecure)
	case strings.HasPrefix(what, "the certificate is for ") && !strings.Contains(what, " for no "):
		words = plan.Errorf("%s; use a name of the certificate in the URL, or trust any certificate with %s", what, insecure)
	case strings.Contains(err.Error(), "x509: "):
		words = plan.Errorf("%s; renew it, or trust any certificate with %s", what, insecure)
	}
	return explained{words, err}
}
