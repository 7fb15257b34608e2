package anycall_test

import (
	"context"
	"errors"
	"net"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wiretax/wiretax/bench/client/anycall"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/plan"
)

// fullHost listens and accepts nothing: its queue is full after room more connections, and the
// kernel drops whatever else wants in.
func fullHost(t *testing.T, room int) (address string) {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(fd) })
	if err := errors.Join(syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}), syscall.Listen(fd, room)); err != nil {
		t.Fatal(err)
	}
	bound, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	address = net.JoinHostPort("127.0.0.1", strconv.Itoa(bound.(*syscall.SockaddrInet4).Port))
	if room > 0 {
		return address
	}
	filler, err := net.Dial("tcp", address) // a queue of 0 has room for one
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { filler.Close() })
	return address
}

// TestConnectionsThatStall have a time limit, and say how far they came.
func TestConnectionsThatStall(t *testing.T) {
	for _, test := range []struct {
		scheme, path string
		http2        bool
		room         int
		want         string
	}{
		{"http", "/", false, 0, "accepts no connection"},
		{"http", "/", true, 0, "accepts no connection"},
		{"https", "/", false, 0, "accepts no connection"},
		{"grpc", checkMethod, false, 0, "accepts no connection"},
		{"grpcs", checkMethod, false, 0, "accepts no connection"},
		// The kernel says yes to one or two more than it has room for.
		{"http", "/", false, 1, "accepts [23] of 4 connections"},
	} {
		t.Run(test.scheme+strconv.Itoa(test.room), func(t *testing.T) {
			t.Parallel()
			to := plan.Target{URL: test.scheme + "://" + fullHost(t, test.room) + test.path, HTTP2: test.http2}
			if strings.HasPrefix(test.scheme, "grpc") {
				to.Protoset = protoset(t)
			}
			call, err := anycall.Prepare(t.Context(), to, 1)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			_, err = call.Dial(ctx, 4)
			if _, ok := errors.AsType[*conn.Stalled](err); !ok || !regexp.MustCompile(test.want).MatchString(err.Error()) {
				t.Errorf("Dial() = %v, want that it %s", err, test.want)
			}
			if to.Protoset == "" {
				return
			}
			to.Protoset = ""
			ctx, cancel = context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			if _, err := anycall.Prepare(ctx, to, 1); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Prepare() = %v, want that it %s", err, test.want)
			}
		})
	}
}
