package anycall

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/inspect"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/probe"
	"github.com/wiretax/wiretax/contract"
)

// wrongProtocol is the error of a target that does not speak what its URL and flags say. It says
// what the target speaks instead.
type wrongProtocol struct {
	hint error
	// sure says that the target has sent something. If not, it may only be slow to start.
	sure bool
	err  error // of the request
}

func (w *wrongProtocol) Error() string   { return w.hint.Error() }
func (w *wrongProtocol) Unwrap() []error { return []error{w.hint, w.err} }

// WrongProtocol reports whether an error is about a target that speaks another protocol.
func WrongProtocol(err error) bool {
	_, wrong := errors.AsType[*wrongProtocol](err)
	return wrong
}

// Diagnose finds out whether requests failed with err because the target speaks another protocol.
// If so it returns a [WrongProtocol] error that says what it speaks, else err. It probes the
// target, for two seconds at most, only if another protocol may cause failures of that kind.
func (c *Call) Diagnose(ctx context.Context, kind string, err error) error {
	if slices.Contains(suspicious, kind) {
		return c.endpoint.diagnose(ctx, err)
	}
	return err
}

// suspicious are the kinds of failure that another protocol may cause.
var suspicious = []string{
	contract.Timeout, contract.MalformedAnswer, contract.ConnectionClosed, contract.ConnectionReset, contract.StreamReset, contract.TLSError, contract.TransportError,
	"status 400", "status 403", "status 405", "status 415", "status 421", "status 426", "status 464", "status 505",
}

func (s *endpoint) diagnose(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return err // the user has stopped waiting
	}
	found := probe.Port(context.WithoutCancel(ctx), s.address)
	if hint := s.hint(found); hint != nil {
		return &wrongProtocol{hint, found.HTTP1 || found.HTTP2 || found.TLS || len(found.Said) > 0, err}
	}
	return err
}

// hint says what is wrong with how a port is spoken to. It is nil if nothing seems wrong.
func (s *endpoint) hint(f probe.Finding) error {
	secure := s.tls != nil
	switch {
	case !f.HTTP1 && !f.HTTP2:
		return s.hintOfNone(f)
	case f.TLS == secure && s.speaks(f):
		return nil
	}
	what := "gRPC"
	switch {
	case f.GRPC:
	case f.HTTP1 && f.HTTP2:
		what = "HTTP/1.1 and HTTP/2"
	case f.HTTP1:
		what = "HTTP/1.1"
	case f.HTTP2:
		what = "HTTP/2 without HTTP/1.1"
	}
	switch {
	case f.TLS && !secure:
		what += " through TLS, not in plaintext"
	case !f.TLS && secure:
		what += " in plaintext, without TLS"
	case s.rpc:
		what += ", not gRPC"
	case s.http2 && !f.HTTP2:
		what += ", not HTTP/2"
	}
	use, with := s.remedy(f)
	if with == "" {
		return fmt.Errorf("%s speaks %s; use %s", s.address, what, use)
	}
	return plan.Errorf("%s speaks %s; use %s %s %s", s.address, what, use, with, plan.Key("http2"))
}

// speaks reports whether a port speaks the endpoint's protocol.
func (s *endpoint) speaks(f probe.Finding) bool {
	switch {
	case s.rpc:
		return f.GRPC
	case s.http2:
		return f.HTTP2 && (f.HTTP1 || !f.GRPC)
	}
	return f.HTTP1
}

// remedy returns the URL by which the port can be driven, and "with" or "without" if the key http2
// has to be set or left out. It keeps the protocol that was meant if the port speaks it.
func (s *endpoint) remedy(f probe.Finding) (url, http2 string) {
	scheme, path := "http", "/…"
	if f.GRPC && (s.rpc || !f.HTTP1) {
		scheme, path = "grpc", "/package.Service/Method"
	}
	if s.rpc == (scheme == "grpc") || (scheme == "grpc" && namesMethod(s.url.Path)) {
		path = s.url.RequestURI()
	}
	if f.TLS {
		scheme += "s"
	}
	url = scheme + "://" + s.address + inspect.Plain(path)
	rpc := scheme == "grpc" || scheme == "grpcs"
	switch {
	case !rpc && !f.HTTP1 && !s.http2:
		http2 = "with"
	case !rpc && !f.HTTP2 && s.http2:
		http2 = "without"
	}
	return url, http2
}

// namesMethod reports whether a path looks like /package.Service/Method.
func namesMethod(path string) bool {
	service, method, ok := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return ok && strings.Contains(service, ".") && method != "" && !strings.Contains(method, "/")
}

// hintOfNone is hint for a port that speaks nothing that can be driven.
func (s *endpoint) hintOfNone(f probe.Finding) error {
	switch {
	case !f.Reached:
		return nil
	case len(f.Said) > 0:
		return fmt.Errorf("%s says %s, which is neither HTTP nor gRPC; check the port", s.address, inspect.Quote(f.Said))
	case f.TLS && s.tls == nil:
		return fmt.Errorf("%s speaks TLS; use %ss://", s.address, s.url.Scheme)
	case f.AsksCertificate:
		return fmt.Errorf("%s asks for a client certificate, which wiretax does not have", s.address)
	case f.TLS:
		return nil
	case f.Closes:
		return fmt.Errorf("%s closes every connection and sends nothing; check the port, and that its service is healthy", s.address)
	}
	return fmt.Errorf("%s accepts connections and sends nothing; check the port, and that its service is healthy", s.address)
}
