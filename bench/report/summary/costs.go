package summary

import (
	"fmt"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/words"
	"github.com/wiretax/wiretax/contract"
)

// costs writes what the requests cost the client.
func (s *summary) costs() {
	per := " per request"
	if s.Errors.Total > 0 {
		per = " per right answer"
	}
	cpu := page.None
	if v, ok := s.ClientCPUPerRequest(); ok {
		cpu = page.Seconds.Together(&v)[0] + per
		if s.ClientKind == contract.LeanClient {
			cpu += ", with that of the schedule"
		}
		if pacer := perRequest(s.PacerCPUSeconds, s.Completed); pacer != nil && *pacer > 0 {
			cpu += ", apart from the pacer's " + page.Seconds.Together(pacer)[0]
		}
	}
	s.field("client CPU", cpu)
	s.field("wire bytes", both(page.Bytes, perRequest(s.BytesSent, s.Completed), perRequest(s.BytesReceived, s.Completed), per))
	if s.SegmentsOut > 0 && s.SegmentsIn > 0 {
		s.field("TCP segments", both(page.Plain, perRequest(&s.SegmentsOut, s.Completed), perRequest(&s.SegmentsIn, s.Completed), per))
	}
	received := &s.MessageBytesReceived
	if !s.MessagesKnown() {
		received = nil
	}
	if s.MessageBytesSent > 0 || s.MessageBytesReceived > 0 {
		s.field("messages", both(page.Bytes, &s.MessageBytesSent, received, " per request"))
	}
	if len(s.Codings) > 0 {
		s.field("codings", "answers came in "+words.Codings(judged.CodingsOf(&s.Window)))
	}
	s.field("connections", fmt.Sprintf("%s opened, %s planned", page.Thousands(s.ConnectionsOpened), page.Thousands(int64(s.ConnectionsPlanned))))
	if n := s.TransportRetries; n != nil && *n > 0 {
		s.field("retries", page.Thousands(*n)+" by the transport itself")
	}
	if s.PeakRSSBytes > 0 {
		peak := float64(s.PeakRSSBytes)
		s.field("memory", page.Bytes.Together(&peak)[0]+" at most, of this client")
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

func both(unit page.Unit, sent, received *float64, per string) string {
	if sent == nil && received == nil {
		return page.None
	}
	return unit.Together(sent)[0] + " sent, " + unit.Together(received)[0] + " received" + per
}
