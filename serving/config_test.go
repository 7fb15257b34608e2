package serving_test

import (
	"strings"
	"testing"

	"github.com/wiretax/wiretax/serving"
)

func TestParseProfile(t *testing.T) {
	for _, test := range []struct {
		name string
		want serving.Profile
		bad  bool
	}{
		{name: "", want: serving.Default},
		{name: "default", want: serving.Default},
		{name: "tuned", want: serving.Tuned},
		{name: "matched", want: serving.Matched},
		{name: "Tuned", bad: true},
		{name: "tuned ", bad: true},
		{name: "match", bad: true},
	} {
		got, err := serving.ParseProfile(test.name)
		if got != test.want || (err != nil) != test.bad {
			t.Errorf("ParseProfile(%q) = %q, %v; want %q, an error: %v", test.name, got, err, test.want, test.bad)
		}
		if test.bad && !(strings.Contains(err.Error(), test.name) && strings.Contains(err.Error(), "; use default or tuned")) {
			t.Errorf("ParseProfile(%q): error %q does not name the value and the remedy", test.name, err)
		}
	}
}

// The sizes of the profiles go into each other, and HTTP/2 and net/http allow them.
func TestSizes(t *testing.T) {
	for _, test := range []struct {
		name       string
		less, more int
	}{
		{"smallest frame of HTTP/2, frame", 16 << 10, serving.MatchedFrame},
		{"frame, buffer", serving.MatchedFrame, serving.Buffer},
		{"buffer, stream window", serving.Buffer, serving.StreamWindow},
		{"stream window, connection window", serving.StreamWindow, serving.ConnectionWindow},
		{"headers, message", serving.MaxHeaderBytes, serving.MaxMessageBytes},
		{"connection window, largest window of net/http", serving.ConnectionWindow, 4<<20 - 1},
	} {
		if test.less > test.more {
			t.Errorf("%s: %d is more than %d", test.name, test.less, test.more)
		}
	}
	// Who is asked for a sign of life in the right measure is not taken for a nuisance.
	if serving.KeepaliveTime < serving.KeepaliveMinTime {
		t.Errorf("keepalive every %v, allowed every %v", serving.KeepaliveTime, serving.KeepaliveMinTime)
	}
}
