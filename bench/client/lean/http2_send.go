package lean

// send sends the headers of a request, and as much of its body as the service allows.
func (h *http2) send(x *exchange) {
	request := &h.loop.client.requests[x.request]
	x.stream = h.next
	h.streams[x.stream] = x
	if h.next += 2; h.next > lastStream { // the numbers are used up
		h.leave()
	}
	var flags byte
	if len(request.body) == 0 {
		flags = flagEndStream
	}
	h.sendHeaders(x.stream, request, flags)
	x.unsent, x.window = request.body, h.windowOfNew
	h.sendBody(x)
	if len(x.unsent) > 0 {
		h.blocked = append(h.blocked, x)
	}
}

// sendHeaders sends the headers of a request in one frame, or in several if they are large.
func (h *http2) sendHeaders(stream uint32, request *encoded, flags byte) {
	var before []byte
	block := request.next
	switch h.table {
	case emptyTable:
		block, h.table = request.first, filledTable
	case endTable:
		before, block, h.table = []byte{noTable}, request.bare, noneTable
	case noneTable:
		block = request.bare
	}
	kind := byte(frameHeaders)
	for more := true; more; kind, flags, before = frameContinuation, 0, nil {
		piece := block[:min(len(block), h.frame-len(before))]
		if block = block[len(piece):]; len(block) == 0 {
			flags |= flagEndHeaders
			more = false
		}
		h.out = appendFrameHeader(h.out, len(before)+len(piece), kind, flags, stream)
		h.out = append(append(h.out, before...), piece...)
	}
}

// sendBody sends of the rest of a request's body what the service allows and the output has room for.
func (h *http2) sendBody(x *exchange) {
	for len(x.unsent) > 0 && len(h.out) < mostOut {
		n := int(min(int64(len(x.unsent)), int64(h.frame), mostOut, x.window, h.window))
		if n <= 0 {
			return
		}
		var flags byte
		if n == len(x.unsent) {
			flags = flagEndStream
		}
		h.out = appendFrameHeader(h.out, n, frameData, flags, x.stream)
		h.out = append(h.out, x.unsent[:n]...)
		x.unsent = x.unsent[n:]
		x.window -= int64(n)
		h.window -= int64(n)
	}
}

// sendBlocked sends more of the bodies that wait, in the order in which they came to wait.
func (h *http2) sendBlocked() {
	left := h.blocked[:0]
	for _, x := range h.blocked {
		if h.sendBody(x); len(x.unsent) > 0 {
			left = append(left, x)
		}
	}
	clear(h.blocked[len(left):])
	h.blocked = left
}

func (h *http2) more() bool {
	h.sendBlocked()
	return len(h.out) > 0
}
