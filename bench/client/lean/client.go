package lean

import (
	"context"
	"errors"
	"time"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/serving"
)

// Client is a lean client. It is a [load.Pacer], safe for concurrent use.
type Client struct{}

var _ load.Pacer = (*Client)(nil)

// Unavailable says why this platform has no lean client; it is nil if it has one.
func Unavailable() error { return nil }

// New opens the connections of a client. The caller closes it.
func New(ctx context.Context, c Config) (*Client, error) { return nil, errors.New("not yet") }

// Start implements [load.Target].
func (c *Client) Start(ctx context.Context, t load.Ticket, done load.Sink) {}

// Pace implements [load.Pacer].
func (c *Client) Pace(start time.Time, begin func(loop load.Target) load.Due) error { return nil }

// Ask sends request seq once and returns the answer with its body, over gRPC its message. The caller
// has no other request in flight.
func (c *Client) Ask(ctx context.Context, seq uint64) (conn.Reply, []byte) { return conn.Reply{}, nil }

// Carried, Opened, Retries, Codings and Close are those of package client.
func (c *Client) Carried() (conn.Bytes, error) { return conn.Bytes{}, nil }
func (c *Client) Opened() int64                { return 0 }
func (c *Client) Retries() int64               { return 0 }
func (c *Client) Codings() map[string]int64    { return nil }
func (c *Client) Close() error                 { return nil }

// Rows say what the client does for a request, apart from its codec and checks.
func (c *Client) Rows() []serving.Row { return nil }
