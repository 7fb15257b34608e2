package stall_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"testing"

	"github.com/wiretax/wiretax/cmd/selfcheck/stall"
)

func TestRunAnnouncesAndServes(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- stall.Run(ctx, []string{"-every", "100ms", "-stall", "20ms"}, writer, io.Discard) }()
	var a stall.Announcement
	if err := json.NewDecoder(reader).Decode(&a); err != nil || a.Start.IsZero() {
		t.Fatalf("announcement = %+v, %v, want the start of the first period", a, err)
	}
	for _, address := range []string{a.Listen, a.GRPC} {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run() = %v, want nil once it is told to end", err)
	}
}

func TestRunRefuses(t *testing.T) {
	err := stall.Run(t.Context(), []string{"-every", "1s", "-stall", "2s"}, io.Discard, io.Discard)
	if want := "make stalling server: a stall of 2s in every 1s; it must be the shorter one"; err == nil || err.Error() != want {
		t.Errorf("Run() = %v, want %s", err, want)
	}
}
