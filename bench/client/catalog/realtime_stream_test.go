package catalog

import (
	"context"
	"io"
	"testing"
	"testing/synctest"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving"
)

// openingWire opens streams that say nothing, and does something in the moment of opening.
type openingWire struct{ opening func() }

func (w *openingWire) open(context.Context, int) (realtimeConn, error) {
	w.opening()
	c := &silentConn{}
	c.over, c.cutOff = context.WithCancel(context.Background())
	return c, nil
}

func (*openingWire) failure(error) string              { return contract.ConnectionClosed }
func (*openingWire) rows() ([]serving.Row, string)     { return nil, "" }
func (*openingWire) requestSize(*Request) (int, error) { return 0, nil }
func (*openingWire) numberSize(int32) int              { return 0 }
func (*openingWire) Carried() (conn.Bytes, error)      { return conn.Bytes{}, nil }
func (*openingWire) Opened() int64                     { return 0 }
func (*openingWire) Retries() int64                    { return 0 }
func (*openingWire) Codings() map[string]int64         { return nil }
func (*openingWire) Close() error                      { return nil }

type silentConn struct {
	over   context.Context
	cutOff context.CancelFunc
}

func (*silentConn) send(*Request) {}

func (c *silentConn) receive() (recommendation, error) { <-c.over.Done(); return nil, io.EOF }

func (c *silentConn) cut() { c.cutOff() }

// An action is in no queue while its stream is being opened. It still ends with its context.
func TestAnActionEndsWhileItsStreamIsOpened(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		l := &realtimeClient{config: Config{Requests: make([]Request, 3)}}
		l.realtimeWire = &openingWire{func() {
			cancel()
			synctest.Wait() // until all have noticed
		}}
		l.streams = []*realtimeStream{newRealtimeStream(l, 0)}
		ended := make(outcomes, 1)
		l.Start(ctx, load.Ticket{}, ended)
		if o := <-ended; o.Failure != contract.Timeout {
			t.Errorf("the action ended with %q, want %q", o.Failure, contract.Timeout)
		}
		l.Close()
	})
}
