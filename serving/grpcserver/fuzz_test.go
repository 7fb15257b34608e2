package grpcserver

import (
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/test/bufconn"

	"github.com/wiretax/wiretax/serving/servingtest"
)

// panicked fails a test when a handler panics.
type panicked struct{ *testing.F }

func (p panicked) Write(line []byte) (int, error) {
	if strings.Contains(string(line), "panic in handler") {
		p.Errorf("log: %s", line)
	}
	return len(line), nil
}

// startFuzz serves until the fuzzing ends.
func startFuzz(f *testing.F) (*grpc.ClientConn, *bufconn.Listener) {
	config := quiet()
	config.Log = slog.New(slog.NewTextHandler(panicked{f}, nil))
	return servingtest.StartGRPCPipe(f, newShelf(config))
}

// Whatever a connection says, others are served.
func FuzzConnection(f *testing.F) {
	settings := string(appendFrame(nil, frameSettings, 0, 0, nil))
	headers := "\x83\x86\x44\x01/\x41\x01h"
	for _, said := range []string{
		"", "GET / HTTP/1.1\r\nHost: h\r\n\r\n", preface, preface + settings,
		preface + settings + string(appendFrame(nil, frameHeaders, flagEndHeaders, 1, []byte(headers))),
		preface + settings + string(appendFrame(nil, frameHeaders, flagEndHeaders, 2, []byte(headers))),
		preface + settings + string(appendFrame(nil, frameHeaders, 0, 1, []byte(headers))),
		preface + settings + string(appendFrame(nil, frameData, 0, 1, []byte("\x00\xff\xff\xff\xff"))),
		preface + settings + string(appendFrame(nil, frameReset, 0, 1, make([]byte, 4))),
		preface + settings + string(appendFrame(nil, framePing, 0, 0, make([]byte, 7))),
		preface + settings + string(appendFrame(nil, frameWindowUpdate, 0, 0, binary.BigEndian.AppendUint32(nil, 1<<31-1))),
		preface + settings + "\xff\xff\xff\x00\x00\x00\x00\x00\x01",
	} {
		f.Add(said)
	}
	conn, l := startFuzz(f)
	call := newCaller(conn).getBook(1)
	f.Fuzz(func(t *testing.T, said string) {
		c, err := l.DialContext(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		// The server may hang up before it has read everything, and what it says is not read.
		go func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }(c)
		_, _ = io.WriteString(c, said)
		if err := call(t.Context()); err != nil {
			t.Errorf("GetBook(1) beside a connection that said %q = %v, want nil", said, err)
		}
		c.Close()
	})
}
