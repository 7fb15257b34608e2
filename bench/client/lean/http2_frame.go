package lean

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// The frames of HTTP/2 (RFC 9113, 6).
const (
	frameData = iota
	frameHeaders
	framePriority
	frameReset
	frameSettings
	framePush
	framePing
	frameGoAway
	frameWindow
	frameContinuation
)

const (
	flagEndStream  = 0x1
	flagAck        = 0x1
	flagEndHeaders = 0x4
	flagPadded     = 0x8
	flagPriority   = 0x20
)

// The settings that matter to the client (RFC 9113, 6.5.2).
const (
	settingTableSize  = 1
	settingPush       = 2
	settingStreams    = 3
	settingWindow     = 4
	settingFrame      = 5
	settingHeaderList = 6
)

// The error codes that the client sends or tells apart (RFC 9113, 7).
const (
	codeNo       = 0
	codeProtocol = 1
	codeRefused  = 7
	codeCancel   = 8
)

const (
	frameHeader   = 9
	firstWindow   = 1<<16 - 1
	firstFrame    = 1 << 14 // the largest that either end may send unless told otherwise
	largestFrame  = 1<<24 - 1
	largestWindow = 1<<31 - 1
	lastStream    = 1<<31 - 1
	// firstTable is the size of HPACK's dynamic table unless told otherwise.
	firstTable = 4096
)

// frame is a complete frame.
type frame struct {
	kind, flags byte
	stream      uint32
	payload     []byte
}

func (f *frame) has(flag byte) bool { return f.flags&flag != 0 }

// errProtocol is an error by which a service breaks HTTP/2. The connection does not survive it.
type errProtocol struct{ what string }

func (e errProtocol) Error() string { return "PROTOCOL_ERROR: " + e.what }

// nextFrame reads the frame that p begins with, and returns its length, or 0 if it is not complete.
func nextFrame(p []byte) (f frame, n int, err error) {
	if len(p) < frameHeader {
		return f, 0, nil
	}
	length := int(p[0])<<16 | int(p[1])<<8 | int(p[2])
	if length > firstFrame {
		return f, 0, fmt.Errorf("FRAME_SIZE_ERROR: a frame of %d bytes is larger than allowed", length)
	}
	if len(p) < frameHeader+length {
		return f, 0, nil
	}
	n = frameHeader + length
	f = frame{kind: p[3], flags: p[4], stream: binary.BigEndian.Uint32(p[5:]) & lastStream, payload: p[frameHeader:n]}
	return f, n, f.check()
}

var errFrameSize = errors.New("FRAME_SIZE_ERROR: a frame has the wrong size")

// check checks what every frame of a kind has to be.
func (f *frame) check() error {
	size, ofStream := len(f.payload), f.stream != 0
	ok, wantStream := true, true
	switch f.kind {
	case frameData, frameHeaders, frameContinuation:
	case framePriority:
		ok = size == 5
	case frameReset:
		ok = size == 4
	case frameSettings:
		ok, wantStream = size%6 == 0 && (size == 0 || !f.has(flagAck)), false
	case framePing:
		ok, wantStream = size == 8, false
	case frameGoAway:
		ok, wantStream = size >= 8, false
	case frameWindow:
		ok, wantStream = size == 4, ofStream // of either
	case framePush:
		return errProtocol{"the service pushes although the client does not allow it"}
	default:
		return nil // to be ignored
	}
	if !ok {
		return errFrameSize
	}
	if ofStream != wantStream {
		return errProtocol{fmt.Sprintf("a frame of kind %d is for stream %d", f.kind, f.stream)}
	}
	return nil
}

// unpad takes padding and priority from the payload of a DATA or HEADERS frame.
func (f *frame) unpad() ([]byte, error) {
	p := f.payload
	padding := 0
	if f.has(flagPadded) {
		if len(p) == 0 {
			return nil, errFrameSize
		}
		padding, p = int(p[0]), p[1:]
	}
	if f.kind == frameHeaders && f.has(flagPriority) {
		if len(p) < 5 {
			return nil, errFrameSize
		}
		p = p[5:]
	}
	if padding > len(p) {
		return nil, errProtocol{"padding is longer than its frame"}
	}
	return p[:len(p)-padding], nil
}

// appendFrameHeader begins a frame whose payload has the length.
func appendFrameHeader(out []byte, length int, kind, flags byte, stream uint32) []byte {
	return append(out, byte(length>>16), byte(length>>8), byte(length), kind, flags,
		byte(stream>>24), byte(stream>>16), byte(stream>>8), byte(stream))
}

// appendNumber appends a frame whose payload is one number.
func appendNumber(out []byte, kind byte, stream, number uint32) []byte {
	return binary.BigEndian.AppendUint32(appendFrameHeader(out, 4, kind, 0, stream), number)
}

// appendSetting appends one setting to a SETTINGS frame.
func appendSetting(out []byte, setting uint16, value uint32) []byte {
	return binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint16(out, setting), value)
}
