package responder

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
)

// What is needed of RFC 9113: types of frames, their flags, and a setting.
const (
	frameData         = 0x0
	frameHeaders      = 0x1
	frameReset        = 0x3
	frameSettings     = 0x4
	framePing         = 0x6
	frameWindowUpdate = 0x8
	frameContinuation = 0x9

	flagAck        = 0x1
	flagEndStream  = 0x1
	flagEndHeaders = 0x4

	settingInitialWindow = 0x4

	frameHead   = 9
	firstWindow = 65535
	mostFrame   = 16384
)

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

var (
	errPreface     = errors.New("the client does not speak HTTP/2")
	errFrame       = errors.New("a frame is too long or too short")
	errSmallWindow = errors.New("the window of a stream is smaller than an answer")
)

// http2 answers HTTP/2: GETs, and with another reply gRPC. Headers are not decoded, so that it
// holds no table of them. What the client may still be sent on the connection is counted; a
// stream's own window has room for the one answer, or the client is refused.
type http2 struct {
	reply  reply
	opened bool // the preface has come
	// window is what the client takes on the connection, waiting are the streams whose answers
	// have no room in it.
	window  int64
	waiting []uint32
	// ends says that the request ends with the headers that are coming.
	ends bool
	// consumed counts the data since the client was last told that it may send more.
	consumed uint32
}

func newHTTP2() protocol { return &http2{reply: http2Reply, window: firstWindow} }
func newGRPC() protocol  { return &http2{reply: grpcReply, window: firstWindow} }

func (h *http2) answer(in, out []byte) (read int, _ []byte, err error) {
	if !h.opened {
		if n := min(len(in), len(preface)); string(in[:n]) != preface[:n] {
			return 0, out, errPreface
		} else if n < len(preface) {
			return 0, out, nil
		}
		h.opened, read = true, len(preface)
		out = appendFrame(out, frameSettings, 0, 0)
	}
	for len(in)-read >= frameHead {
		head := in[read:]
		length := int(head[0])<<16 | int(head[1])<<8 | int(head[2])
		if length > mostFrame {
			return read, out, errFrame
		}
		if len(head) < frameHead+length {
			break
		}
		stream := binary.BigEndian.Uint32(head[5:]) &^ (1 << 31)
		if out, err = h.frame(head[3], head[4], stream, head[frameHead:frameHead+length], out); err != nil {
			return read, out, err
		}
		read += frameHead + length
	}
	return read, out, nil
}

// frame takes one frame. It ignores those that say nothing to a server that only answers.
func (h *http2) frame(kind, flags byte, stream uint32, payload, out []byte) ([]byte, error) {
	switch kind {
	case frameHeaders:
		h.ends = flags&flagEndStream != 0
		fallthrough
	case frameContinuation:
		if h.ends && flags&flagEndHeaders != 0 {
			return h.respond(stream, out), nil
		}
	case frameData:
		if h.consumed += uint32(len(payload)); h.consumed >= firstWindow/2 {
			out = appendFrame(out, frameWindowUpdate, 0, 0, binary.BigEndian.AppendUint32(nil, h.consumed)...)
			h.consumed = 0
		}
		if flags&flagEndStream != 0 {
			return h.respond(stream, out), nil
		}
	case frameReset:
		h.waiting = slices.DeleteFunc(h.waiting, func(s uint32) bool { return s == stream })
	case frameSettings:
		if flags&flagAck == 0 {
			return h.settings(payload, out)
		}
	case framePing:
		if flags&flagAck == 0 {
			return appendFrame(out, framePing, flagAck, 0, payload...), nil
		}
	case frameWindowUpdate:
		if len(payload) != 4 {
			return out, errFrame
		}
		if stream == 0 {
			h.window += int64(binary.BigEndian.Uint32(payload))
			return h.resume(out), nil
		}
	}
	return out, nil
}

// settings reads the client's settings and confirms them.
func (h *http2) settings(payload, out []byte) ([]byte, error) {
	for ; len(payload) >= 6; payload = payload[6:] {
		value := binary.BigEndian.Uint32(payload[2:])
		if binary.BigEndian.Uint16(payload) == settingInitialWindow && int64(value) < h.reply.data {
			return out, errSmallWindow
		}
	}
	return appendFrame(out, frameSettings, flagAck, 0), nil
}

// respond answers a request as soon as the connection's window has room.
func (h *http2) respond(stream uint32, out []byte) []byte {
	if len(h.waiting) > 0 || h.window < h.reply.data {
		h.waiting = append(h.waiting, stream)
		return out
	}
	h.window -= h.reply.data
	return h.reply.appendTo(out, stream)
}

// resume answers the requests that now have room.
func (h *http2) resume(out []byte) []byte {
	n := 0
	for n < len(h.waiting) && h.window >= h.reply.data {
		h.window -= h.reply.data
		out = h.reply.appendTo(out, h.waiting[n])
		n++
	}
	h.waiting = append(h.waiting[:0], h.waiting[n:]...)
	return out
}

// appendFrame appends a frame.
func appendFrame(out []byte, kind, flags byte, stream uint32, payload ...byte) []byte {
	out = append(out, byte(len(payload)>>16), byte(len(payload)>>8), byte(len(payload)), kind, flags)
	return append(binary.BigEndian.AppendUint32(out, stream), payload...)
}

// reply is an answer in frames, whose streams are filled in.
type reply struct {
	frames []byte
	// heads are where the frames begin.
	heads []int
	// data counts against windows.
	data int64
}

// add adds a frame.
func (r *reply) add(kind, flags byte, payload *bytes.Buffer) {
	r.heads = append(r.heads, len(r.frames))
	r.frames = appendFrame(r.frames, kind, flags, 0, payload.Bytes()...)
	if kind == frameData {
		r.data += int64(payload.Len())
	}
}

// appendTo appends the answer to the request on a stream.
func (r *reply) appendTo(out []byte, stream uint32) []byte {
	start := len(out)
	out = append(out, r.frames...)
	for _, head := range r.heads {
		binary.BigEndian.PutUint32(out[start+head+5:], stream)
	}
	return out
}
