package conn

import (
	"context"
	"errors"
	"io"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/contract"
)

// Errors of connections have no type in grpc-go: they are known by their texts.
func TestFailuresThatAreOnlyTexts(t *testing.T) {
	const dialing = `connection error: desc = "transport: Error while dialing: dial tcp 10.0.0.1:50051: connect: `
	for text, want := range map[string]string{
		dialing + `connection refused"`:               contract.ConnectionRefused,
		dialing + `network is unreachable"`:           contract.Unreachable,
		dialing + `no route to host"`:                 contract.Unreachable,
		dialing + `connection timed out"`:             contract.Unreachable,
		dialing + `cannot assign requested address"`:  contract.OutOfPorts,
		"error reading from server: EOF":              contract.ConnectionClosed,
		"closing transport due to: connection is odd": contract.TransportError,
		"there is no such book":                       "code Unavailable",
	} {
		if got := GRPCFailure(t.Context(), status.Error(codes.Unavailable, text)); got != want {
			t.Errorf("GRPCFailure(%q) = %q, want %q", text, got, want)
		}
	}
	for err, want := range map[error]string{
		io.ErrUnexpectedEOF: contract.ConnectionClosed,
		errors.New("http: server closed idle connection"): contract.ConnectionClosed,
		errors.New("nobody knows"):                        contract.TransportError,
	} {
		if got := Failure(t.Context(), err); got != want {
			t.Errorf("Failure(%v) = %q, want %q", err, got, want)
		}
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if got := Failure(over, io.EOF); got != contract.Timeout {
		t.Errorf("Failure(EOF) when the time is over = %q, want %q", got, contract.Timeout)
	}
}
