package plan

import "testing"

func TestAt(t *testing.T) {
	for _, test := range []struct{ url, start, wantURL, wantStart string }{
		{"http://h:{port}/{port}?p={port}", "serve --port {port} --admin={port}", "http://h:7/{port}?p={port}", "serve --port 7 --admin=7"},
		{"grpc://[::1]:{port}", "serve", "grpc://[::1]:7", "serve"},
		{"http://h:80/{port}", "serve", "http://h:80/{port}", "serve"},
		{"http://h/?{port}", "serve", "http://h/?{port}", "serve"},
		{"{port}", "serve", "{port}", "serve"},
	} {
		target := Target{URL: test.url, Start: test.start}
		got := target.At(7)
		if got.URL != test.wantURL || got.Start != test.wantStart || target.OnFreePort() != (test.wantURL != test.url) {
			t.Errorf("%q, %q at port 7: %q, %q, want %q, %q", test.url, test.start, got.URL, got.Start, test.wantURL, test.wantStart)
		}
	}
}
