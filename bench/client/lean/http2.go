package lean

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"golang.org/x/net/http2/hpack"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving"
)

// http2 is a connection of HTTP/2, over which gRPC travels too. Each request has a stream.
type http2 struct {
	*connection
	streams map[uint32]*exchange
	next    uint32 // the number of the next stream
	// What the service allows: streams at a time, bytes of bodies on a new stream and on the
	// connection, and bytes in a frame.
	streamsAllowed      int
	windowOfNew, window int64
	frame               int
	// What the client allows: bytes on a stream and on the connection.
	ownStream, ownWindow int64
	credit               int64 // bytes that came and of which the service was not yet told
	// blocked are the requests whose bodies wait for the service to allow more, or for room.
	blocked []*exchange
	// table says how the next headers are encoded.
	table   tableState
	headers headerReader
	// last is the last stream that a service which goes away processes.
	last uint32
	// leaving says that the connection ends with what it carries, which no longer counts for its
	// slot.
	leaving bool
}

// tableState is what the service knows of the client's headers.
type tableState int

const (
	emptyTable  tableState = iota // nothing yet
	filledTable                   // those of any request
	endTable                      // nothing, which it is to be told
	noneTable                     // nothing ever
)

const (
	// streamWindow and connectionWindow are net/http's, so large that they hold nothing back.
	streamWindow     = 4 << 20
	connectionWindow = 1 << 30
	// mostHeaderList is what the client takes of headers.
	mostHeaderList = mostHead
	// mostRefused bounds how often a request is sent that services do not process, as in net/http.
	mostRefused = 7
)

func newHTTP2(c *connection) *http2 {
	own := c.loop.client.windows()
	h := &http2{
		connection: c, streams: make(map[uint32]*exchange), next: 1,
		streamsAllowed: math.MaxInt32, windowOfNew: firstWindow, window: firstWindow, frame: firstFrame,
		ownStream: int64(own.Stream), ownWindow: int64(own.Connection), last: lastStream,
	}
	h.headers.decoder = hpack.NewDecoder(firstTable, h.headers.take)
	h.headers.decoder.SetMaxStringLength(mostHeaderList)
	return h
}

// windows are those of the client's connections of HTTP/2: its own, unless the profile gives some.
// Their size never changes.
func (c *Client) windows() serving.Windows {
	if w := c.config.Settings.Profile.Windows(); w.Set() {
		return w
	}
	return serving.Windows{Stream: streamWindow, Connection: connectionWindow}
}

// begin sends the preface, the client's settings and its window.
func (h *http2) begin() {
	h.out = append(h.out, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"...)
	h.out = appendFrameHeader(h.out, 3*6, frameSettings, 0, 0)
	h.out = appendSetting(h.out, settingPush, 0)
	h.out = appendSetting(h.out, settingWindow, uint32(h.ownStream))
	h.out = appendSetting(h.out, settingHeaderList, mostHeaderList)
	h.out = appendNumber(h.out, frameWindow, 0, uint32(h.ownWindow-firstWindow))
}

func (h *http2) most() int { return h.streamsAllowed }

// receive takes a frame.
func (h *http2) receive(p []byte) (n int, err error) {
	f, n, err := nextFrame(p)
	if err != nil || n == 0 {
		return 0, err
	}
	if stream := h.headers.stream; stream != 0 && (f.kind != frameContinuation || f.stream != stream) {
		return 0, errProtocol{"headers are interrupted"}
	}
	if h.settled != nil && f.kind != frameSettings {
		return 0, errProtocol{"the service does not begin with its settings"}
	}
	switch f.kind {
	case frameData:
		err = h.takeData(&f)
	case frameHeaders, frameContinuation:
		err = h.takeHeaders(&f)
	case frameReset:
		err = h.takeReset(f.stream, binary.BigEndian.Uint32(f.payload))
	case frameSettings:
		err = h.takeSettings(&f)
	case framePing:
		if !f.has(flagAck) {
			err = h.answer(framePing, f.payload)
		}
	case frameGoAway:
		h.takeGoAway(binary.BigEndian.Uint32(f.payload)&lastStream, binary.BigEndian.Uint32(f.payload[4:]))
	case frameWindow:
		err = h.takeWindow(f.stream, int64(binary.BigEndian.Uint32(f.payload)&largestWindow))
	}
	return n, err
}

// takeData takes a piece of an answer's body.
func (h *http2) takeData(f *frame) error {
	data, err := f.unpad()
	if err != nil {
		return err
	}
	x, err := h.stream(f.stream)
	if err != nil {
		return err
	}
	size := int64(len(f.payload))
	if h.credit += size; h.credit > h.ownWindow/2 {
		h.out = appendNumber(h.out, frameWindow, 0, uint32(h.credit))
		h.credit = 0
		h.touch()
	}
	if x == nil {
		return nil // its answer is no longer wanted
	}
	if !x.headed {
		h.breakOff(x, "its body comes before its headers")
		return nil
	}
	x.credit += size
	if h.loop.client.config.Protocol == GRPC {
		x.dataOfGRPC(data)
	} else {
		x.data(data)
	}
	switch {
	case x.ended:
		h.reset(x, codeCancel)
	case f.has(flagEndStream):
		h.finish(x)
	case x.credit > h.ownStream/2:
		h.out = appendNumber(h.out, frameWindow, x.stream, uint32(x.credit))
		x.credit = 0
		h.touch()
	}
	return nil
}

// stream returns the request of a stream, nil if its answer is no longer wanted.
func (h *http2) stream(number uint32) (*exchange, error) {
	if number%2 == 0 || number >= h.next {
		return nil, errProtocol{fmt.Sprintf("the service uses stream %d, which was not opened", number)}
	}
	return h.streams[number], nil
}

// takeHeaders takes a frame with headers or the rest of them.
func (h *http2) takeHeaders(f *frame) error {
	if f.kind == frameContinuation && h.headers.stream == 0 {
		return errProtocol{"headers go on that did not begin"}
	}
	x, err := h.stream(f.stream)
	if err != nil {
		return err
	}
	complete, err := h.headers.add(f)
	if err != nil || !complete || x == nil {
		return err
	}
	x.begun = true
	ends := h.headers.endsStream
	if err := x.takeHeaderList(&h.headers, ends); err != nil {
		h.breakOff(x, err.Error())
		return nil
	}
	if x.ended {
		h.reset(x, codeCancel)
	} else if ends {
		h.finish(x)
	}
	return nil
}

// finish ends a request whose answer is complete.
func (h *http2) finish(x *exchange) {
	if err := x.checkEnd(); err != nil {
		x.fail(contract.MalformedAnswer, err)
	}
	if len(x.unsent) > 0 { // the service does not want the rest
		h.sendReset(x, codeNo)
	}
	h.release(x)
	x.complete()
}

// breakOff ends a request whose answer breaks the protocol.
func (h *http2) breakOff(x *exchange, why string) {
	x.malformed("%s", why)
	h.reset(x, codeProtocol)
}

// reset tells the service that an answer is not wanted, and releases its stream.
func (h *http2) reset(x *exchange, code uint32) {
	h.sendReset(x, code)
	h.release(x)
}

func (h *http2) sendReset(x *exchange, code uint32) {
	h.out = appendNumber(h.out, frameReset, x.stream, code)
	h.touch()
}

// release takes a request from the connection.
func (h *http2) release(x *exchange) {
	h.drop(x)
	h.loop.pool.serveLine()
}

// leave lets the connection take no more requests. Its slot is free for another one at once, however
// long this one has answers to wait for.
func (h *http2) leave() {
	if h.leaving {
		return
	}
	h.leaving = true
	h.retire()
	for range h.streams {
		h.loop.pool.give(h.slot)
	}
}

// drop takes a request from the connection, whose slot is not given to another yet.
func (h *http2) drop(x *exchange) {
	delete(h.streams, x.stream)
	if len(x.unsent) > 0 {
		x.unsent = nil
		h.blocked, _ = without(h.blocked, x)
	}
	x.on = nil
	if !h.leaving {
		h.loop.pool.give(h.slot)
	} else if len(h.streams) == 0 {
		h.fail(io.EOF)
	}
}

// abandon implements [protocol].
func (h *http2) abandon(x *exchange) { h.reset(x, codeCancel) }

// end ends the requests that the connection carried.
func (h *http2) end(err error) {
	kind := conn.Failure(context.Background(), err)
	for _, x := range h.streams {
		h.drop(x)
		if errors.Is(err, io.EOF) && x.begun {
			x.fail(x.broken(io.ErrUnexpectedEOF, false))
		} else {
			x.fail(kind, err)
		}
	}
}
