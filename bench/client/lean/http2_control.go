package lean

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/wiretax/wiretax/contract"
)

// answer acknowledges settings or a ping.
func (h *http2) answer(kind byte, payload []byte) error {
	if h.control += frameHeader + len(payload); h.control > mostControl {
		return errDoesNotRead
	}
	h.out = append(appendFrameHeader(h.out, len(payload), kind, flagAck, 0), payload...)
	h.touch()
	return nil
}

// takeReset takes the service's word that it ends a stream.
func (h *http2) takeReset(number, code uint32) error {
	x, err := h.stream(number)
	if err != nil || x == nil {
		return err
	}
	if code == codeRefused && x.attempts < mostSent {
		h.resend(x)
		return nil
	}
	h.release(x)
	x.fail(contract.StreamReset, fmt.Errorf("stream error: the service reset the stream with code %d%s", code, codeName(code)))
	return nil
}

// resend sends a request that the service has not processed once more.
func (h *http2) resend(x *exchange) {
	h.loop.client.retries.Add(1)
	h.drop(x)
	h.loop.pool.start(x)
}

// takeSettings takes the service's settings and acknowledges them.
func (h *http2) takeSettings(f *frame) error {
	if f.has(flagAck) {
		return nil
	}
	for p := f.payload; len(p) > 0; p = p[6:] {
		if err := h.set(binary.BigEndian.Uint16(p), binary.BigEndian.Uint32(p[2:])); err != nil {
			return err
		}
	}
	if err := h.answer(frameSettings, nil); err != nil {
		return err
	}
	h.sendBlocked()
	h.settle(nil)
	h.loop.pool.serveLine()
	return nil
}

func (h *http2) set(setting uint16, value uint32) error {
	switch setting {
	case settingTableSize:
		if value < firstTable && h.table != noneTable {
			h.table = endTable
		}
	case settingPush:
		if value != 0 {
			return errProtocol{"the service wants the client to push"}
		}
	case settingStreams:
		h.streamsAllowed = int(min(value, math.MaxInt32))
	case settingWindow:
		if value > largestWindow {
			return errors.New("FLOW_CONTROL_ERROR: the service's window is too large")
		}
		for _, x := range h.streams {
			x.window += int64(value) - h.windowOfNew // which may become negative
		}
		h.windowOfNew = int64(value)
	case settingFrame:
		if value < firstFrame || value > largestFrame {
			return errProtocol{fmt.Sprintf("the service's frames have %d bytes", value)}
		}
		h.frame = int(value)
	}
	return nil
}

// takeWindow takes the service's leave to send more.
func (h *http2) takeWindow(number uint32, more int64) error {
	if number == 0 {
		if h.window += more; more == 0 || h.window > largestWindow {
			return errors.New("FLOW_CONTROL_ERROR: the service changes its window by too much or nothing")
		}
		h.sendBlocked()
		h.touch()
		return nil
	}
	x, err := h.stream(number)
	if err != nil || x == nil {
		return err
	}
	if x.window += more; more == 0 || x.window > largestWindow {
		h.breakOff(x, "FLOW_CONTROL_ERROR: the service changes a stream's window by too much or nothing")
		return nil
	}
	if len(x.unsent) > 0 {
		h.sendBlocked()
		h.touch()
	}
	return nil
}

// takeGoAway lets the connection take no more requests. Those that the service will not process go
// elsewhere.
func (h *http2) takeGoAway(last, code uint32) {
	h.last = min(h.last, last)
	h.leave()
	var unprocessed []*exchange
	for number, x := range h.streams {
		if number > h.last {
			unprocessed = append(unprocessed, x)
		}
	}
	for _, x := range unprocessed {
		if x.attempts < mostRefused {
			h.resend(x)
			continue
		}
		h.release(x)
		x.fail(contract.ConnectionClosed, fmt.Errorf("GOAWAY with code %d%s", code, codeName(code)))
	}
	if len(h.streams) == 0 {
		h.fail(io.EOF)
	}
	h.loop.pool.serveLine()
}

// codeName names an error code for a message.
func codeName(code uint32) string {
	names := [...]string{"NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED", "FRAME_SIZE_ERROR",
		"REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM", "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED"}
	if int(code) < len(names) {
		return " (" + names[code] + ")"
	}
	return ""
}
