package words

import (
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/contract"
)

// Settings are said where the load is, the usual ones are not.
func TestSettingsAreSaid(t *testing.T) {
	usual := record.Plan{Arrivals: "poisson", Connections: 16, Compression: "none", Profile: "default"}
	set := usual
	set.TLS, set.Compression, set.Profile = true, "gzip", "matched"
	for _, c := range []struct {
		plan record.Plan
		op   record.Operation
		want string
	}{
		{usual, record.Operation{Operation: "GetBook", Rate: 5}, "At 5/s: Poisson arrivals, 16 connections."},
		{set, record.Operation{Operation: "GetBook", Rate: 5, Work: "cpu=1ms"}, "At 5/s: Poisson arrivals, 16 connections, TLS, compression gzip, profile matched, handler cost cpu=1ms."},
		{usual, record.Operation{Operation: contract.UploadBookRatings, Rate: 5, Items: 9}, "At 5/s: Poisson arrivals, 16 connections, 9 items sent in a request."},
		{usual, record.Operation{Operation: contract.RealtimeRecommendations, Rate: 5, Items: 1, Streams: 10}, "At 5/s: Poisson arrivals, 16 connections, 1 item asked for in a request, 10 streams open (each WebSocket on a connection of its own)."},
	} {
		if got := UnderLoad((&judged.Run{Plan: &c.plan}), c.op); got != c.want {
			t.Errorf("underLoad(%+v) = %q, want %q", c.op, got, c.want)
		}
	}
}
