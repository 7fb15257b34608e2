package stall

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"time"
)

// Command is the name of the command that [Run] carries out.
const Command = "stall"

// Announcement is the line of JSON that [Run] prints when it serves.
type Announcement struct {
	Listen string    `json:"listen"` // host:port of HTTP
	GRPC   string    `json:"grpc,omitempty"`
	Start  time.Time `json:"start,omitzero"` // see [Server.Start]
}

// Run serves on loopback ports of its own, as the flags in args say, until ctx is done.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("selfcheck "+Command, flag.ContinueOnError)
	flags.SetOutput(stderr)
	var c Config
	flags.DurationVar(&c.Every, "every", 0, "length of a period (default 5s)")
	flags.DurationVar(&c.Stall, "stall", 0, "length of the stall at its beginning (default 1s)")
	flags.DurationVar(&c.Service, "service", 0, "how long an answer takes besides the stall")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("%s takes flags only, got %q; see %[1]s -help", flags.Name(), flags.Args())
	}
	s, err := New(c)
	if err != nil {
		return err
	}
	defer s.Close()
	failed := make(chan error, 2)
	a := Announcement{Start: s.Start()}
	for _, l := range []struct {
		address *string
		serve   func(net.Listener) error
	}{{&a.Listen, s.Serve}, {&a.GRPC, s.ServeGRPC}} {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return fmt.Errorf("serve stalls: %w", err)
		}
		*l.address = listener.Addr().String()
		go func() { failed <- l.serve(listener) }()
	}
	if err := json.NewEncoder(stdout).Encode(a); err != nil {
		return fmt.Errorf("announce the stalling server: %w", err)
	}
	select {
	case err := <-failed:
		return fmt.Errorf("serve stalls: %w", err)
	case <-ctx.Done():
		return nil
	}
}
