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
	line  []*exchange
}

// slot is the place of a connection, which is opened anew when it is needed after it broke.
type slot struct {
	number int
	// open is the connection that takes requests, nil if there is none.
	open *connection
	// opening says that one is being opened for the requests in pending.
	opening bool
	pending []*exchange
	busy    int // requests that it carries or that are pending
}

func (p *pool) add(s *slot) {
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
	p.line = append(p.line, x)
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
		return s.busy == 0 || s.opening && s.busy < mostPending
	}
	return s.busy < s.open.protocol.most()
}

// mostPending bounds how many requests wait for one connection that is being opened.
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
	for len(p.line) > 0 {
		s := p.take()
		if s == nil {
			return
		}
		x := p.line[0]
		p.line[0] = nil
		if p.line = p.line[1:]; len(p.line) == 0 {
			p.line = nil
		}
		p.send(x, s)
	}
}

// leave takes a request out of the line, or out of those that wait for a connection to be opened.
func (p *pool) leave(x *exchange) {
	if removed, ok := without(p.line, x); ok {
		p.line = removed
		return
	}
	for _, s := range p.slots {
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
