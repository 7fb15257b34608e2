package record

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Folders of earlier versions have other names for the same things.
func TestOpenReadsOlderNames(t *testing.T) {
	const trial = `{"id":"one","operation":"floor","spin_seconds":0.002,"legs":[{"from":"client","to":"gateway","bytes_sent":1,"bytes_received":2}]}` + "\n"
	run, err := Open(writeFolder(t, `{"run":"r"}`, trial))
	if err != nil {
		t.Fatal(err)
	}
	want := Trial{
		ID: "one", Operation: EmptyRequest, FixedWorkSeconds: 0.002,
		Hops: []Hop{{From: "client", To: "gateway", BytesSent: 1, BytesReceived: 2}},
	}
	if diff := cmp.Diff([]Trial{want}, run.Trials); diff != "" {
		t.Errorf("Open() gives other trials (-want +got):\n%s", diff)
	}
}
