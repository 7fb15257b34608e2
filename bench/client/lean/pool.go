package lean

// pool picks the connections of a loop's requests as the native clients do: the connection that fell
// idle last comes first. While none is idle, requests of HTTP/2 share: the connection on which a
// request ended last is taken while it carries no more than its share, else each in turn. A request
// that no connection can take waits in line.
type pool struct {
	loop  *loop
	slots []*slot
	idle  []*slot // a stack
	total int     // requests on all
	ended *slot   // on which a request ended last
	turn  int     // the slot whose turn was last
	line  line
}

// line are requests that wait, in order. One that leaves it early leaves a gap.
type line struct {
	requests []*exchange
	first    uint64 // the position of the first
}

// join puts a request at the end.
func (l *line) join(x *exchange) {
	x.position = l.first + uint64(len(l.requests))
	l.requests = append(l.requests, x)
}

// leave makes a gap where a request is, and reports whether it was in the line.
func (l *line) leave(x *exchange) bool {
	i := x.position - l.first
	if i >= uint64(len(l.requests)) || l.requests[i] != x {
		return false
	}
	l.requests[i] = nil
	l.skipGaps()
	return true
}

// next takes the first request from the line, which is not empty.
func (l *line) next() *exchange {
	x := l.requests[0]
	l.requests[0] = nil
	l.skipGaps()
	return x
}

func (l *line) skipGaps() {
	for len(l.requests) > 0 && l.requests[0] == nil {
		l.requests = l.requests[1:]
		l.first++
	}
	if len(l.requests) == 0 {
		l.requests = nil
	}
}

// slot holds a connection, which is opened anew when it is needed after it broke.
type slot struct {
	number int
	// open is the connection that takes requests, nil if there is none.
	open *connection
	// opening says that one is being opened for the requests in pending.
	opening     bool
	pending     []*exchange
	mostPending int
	busy        int // requests that it carries or that are pending
}

func (p *pool) add(s *slot) {
	s.mostPending = mostPending
	if p.loop.client.config.Protocol == HTTP1 {
		s.mostPending = 1
	}
	p.slots = append(p.slots, s)
	p.idle = append([]*slot{s}, p.idle...) // the first comes first
	p.ended = p.slots[0]
}

// start sends a request on a connection, or lets it wait.
func (p *pool) start(x *exchange) {
	if s := p.take(); s != nil {
		p.send(x, s)
		return
	}
	x.waiting()
	p.line.join(x)
}

// take returns a slot that can take a request, or nil.
func (p *pool) take() *slot {
	for n := len(p.idle); n > 0; n = len(p.idle) {
		s := p.idle[n-1]
		p.idle = p.idle[:n-1]
		if s.busy == 0 && s.takes() { // a slot can be on the stack and have been filled since
			return s
		}
	}
	if s := p.ended; s.takes() && s.busy <= p.total/len(p.slots) {
		return s
	}
	for range p.slots {
		p.turn = (p.turn + 1) % len(p.slots)
		if s := p.slots[p.turn]; s.takes() {
			return s
		}
	}
	return nil
}

// takes reports whether a slot can take one more request.
func (s *slot) takes() bool {
	if s.open == nil {
		return s.busy == 0 || s.opening && s.busy < s.mostPending
	}
	return s.busy < s.open.protocol.most()
}

// mostPending bounds how many requests wait for one connection of HTTP/2 that is being opened. One of
// HTTP/1.1 would be the first that is free for one of them only.
const mostPending = 100

// send hands a request to a slot, which opens its connection if there is none.
func (p *pool) send(x *exchange, s *slot) {
	s.busy++
	p.total++
	x.reply.Conn = s.number
	if s.open != nil {
		s.open.send(x)
		return
	}
	x.waiting()
	s.pending = append(s.pending, x)
	if !s.opening {
		s.opening = true
		p.loop.redial(s)
	}
}

// give counts a request off a slot.
func (p *pool) give(s *slot) {
	p.ended = s
	p.total--
	if s.busy--; s.busy == 0 {
		p.idle = append(p.idle, s)
	}
}

// serveLine sends the requests in line for which there is a connection now.
func (p *pool) serveLine() {
	for len(p.line.requests) > 0 {
		s := p.take()
		if s == nil {
			return
		}
		p.send(p.line.next(), s)
	}
}

// leave takes a request out of the line, or out of those that wait for a connection to be opened.
func (p *pool) leave(x *exchange) {
	if p.line.leave(x) {
		return
	}
	for _, s := range p.slots {
		if s.number != x.reply.Conn {
			continue
		}
		if removed, ok := without(s.pending, x); ok {
			s.pending = removed
			p.give(s)
			return
		}
	}
}

// without returns a list without x, and whether x was in it.
func without(list []*exchange, x *exchange) ([]*exchange, bool) {
	for i := range list {
		if list[i] == x {
			return append(list[:i:i], list[i+1:]...), true
		}
	}
	return list, false
}
