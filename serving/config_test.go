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
		{name: "matched", want: serving.Matched},
		{name: "Matched", bad: true},
		{name: "matched ", bad: true},
		{name: "tuned", bad: true},
	} {
		got, err := serving.ParseProfile(test.name)
		if got != test.want || (err != nil) != test.bad {
			t.Errorf("ParseProfile(%q) = %q, %v; want %q, an error: %v", test.name, got, err, test.want, test.bad)
		}
		if test.bad && !(strings.Contains(err.Error(), test.name) && strings.Contains(err.Error(), "default or matched")) {
			t.Errorf("ParseProfile(%q): error %q does not name the value and the remedy", test.name, err)
		}
	}
}

// The sizes of the matched profile go into each other, and HTTP/2 allows them.
func TestMatchedSizes(t *testing.T) {
	for _, test := range []struct {
		name       string
		less, more int
	}{
		{"smallest frame of HTTP/2, frame", 16 << 10, serving.MatchedFrame},
		{"frame, buffer", serving.MatchedFrame, serving.MatchedBuffer},
		{"buffer, stream window", serving.MatchedBuffer, serving.MatchedStreamWindow},
		{"stream window, connection window", serving.MatchedStreamWindow, serving.MatchedConnectionWindow},
		{"headers, message", serving.MaxHeaderBytes, serving.MaxMessageBytes},
		{"connection window, largest window of HTTP/2", serving.MatchedConnectionWindow, 1<<31 - 1},
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
