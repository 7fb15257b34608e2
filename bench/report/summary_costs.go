package report

import "fmt"

// costs writes what the requests cost this side of the wire.
func (s *summary) costs() {
	per := " per request"
	if s.Errors.Total > 0 {
		per = " per right answer"
	}
	cpu := none
	if v, ok := s.ClientCPUPerRequest(); ok {
		cpu = Seconds.together(&v)[0] + per
		if pacer := perRequest(s.PacerCPUSeconds, s.Completed); pacer != nil {
			cpu += ", apart from the pacer's " + Seconds.together(pacer)[0]
		}
	}
	s.field("client CPU", cpu)
	s.field("wire bytes", both(perRequest(s.BytesSent, s.Completed), perRequest(s.BytesReceived, s.Completed), per))
	received := &s.MessageBytesReceived
	if !s.MessagesKnown() {
		received = nil
	}
	if s.MessageBytesSent > 0 || s.MessageBytesReceived > 0 {
		s.field("messages", both(&s.MessageBytesSent, received, " per request"))
	}
	if len(s.Codings) > 0 {
		s.field("codings", "answers came in "+cameIn(&s.Window).String())
	}
	s.field("connections", fmt.Sprintf("%s opened, %s planned", thousands(s.ConnectionsOpened), thousands(int64(s.ConnectionsPlanned))))
	if n := s.TransportRetries; n != nil && *n > 0 {
		s.field("retries", thousands(*n)+" by the transport itself")
	}
	if s.PeakRSSBytes > 0 {
		peak := float64(s.PeakRSSBytes)
		s.field("memory", Bytes.together(&peak)[0]+" at most, of this client")
	}
}

// perRequest is nil where the total is not known or nothing completed.
func perRequest[T int64 | float64](total *T, completed int64) *float64 {
	if total == nil || completed == 0 {
		return nil
	}
	v := float64(*total) / float64(completed)
	return &v
}

func both(sent, received *float64, per string) string {
	if sent == nil && received == nil {
		return none
	}
	return Bytes.together(sent)[0] + " sent, " + Bytes.together(received)[0] + " received" + per
}
