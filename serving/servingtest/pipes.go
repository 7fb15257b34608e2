package servingtest

import (
	"context"
	"errors"
	"net"
	"sync"
)

// Pipes is a listener without a network. Its connections hold nothing: what is written waits
// for its reader. So a test sees how much a service lets wait, and may fake the time.
type Pipes struct {
	waiting chan net.Conn
	closed  chan struct{}
	close   sync.Once
}

// NewPipes returns a listener that Dial connects to.
func NewPipes() *Pipes {
	return &Pipes{waiting: make(chan net.Conn), closed: make(chan struct{})}
}

// Accept is part of [net.Listener].
func (p *Pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.waiting:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close is part of [net.Listener].
func (p *Pipes) Close() error {
	p.close.Do(func() { close(p.closed) })
	return nil
}

// Addr is part of [net.Listener].
func (p *Pipes) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }

// Dial waits until the connection is accepted.
func (p *Pipes) Dial(ctx context.Context) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case p.waiting <- server:
		return client, nil
	case <-p.closed:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
