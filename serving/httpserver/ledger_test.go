package httpserver_test

import (
	"crypto/tls"
	"testing"
	"time"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/httpserver"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// A changed setting changes its row, and no other.
func TestLedgerFollowsSettings(t *testing.T) {
	own, _ := certificate()
	ledger := func(c serving.Config) serving.Ledger { return httpserver.New(c).Ledger() }
	servingtest.CheckLedgerChanges(t, quiet(), ledger, []servingtest.LedgerChange{
		{Setting: "none", Change: func(*serving.Config) {}, Want: map[string]string{}},
		{Setting: "the matched profile", Change: func(c *serving.Config) { c.Profile = serving.Matched },
			Want: map[string]string{"buffers and windows HTTP/2": "windows of 1 MiB a stream and 3 MiB a connection, frames of 16 KiB"}},
		{Setting: "the tuned profile", Change: func(c *serving.Config) { c.Profile = serving.Tuned },
			Want: map[string]string{
				"encoding application/json":  "encoding/json without escapes of <, > and &, which only HTML needs",
				"transport HTTP/1.1":         "every answer but a stream in one piece with its length, so that none goes out in chunks",
				"transport HTTP/2":           "every answer but a stream with its length",
				"buffers and windows HTTP/2": "windows of 1 MiB a stream and 3 MiB a connection, the same as over gRPC",
			}},
		{Setting: "TLS", Change: func(c *serving.Config) {
			c.TLS = &tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS13}
		}, Want: map[string]string{"TLS": "TLS 1.3 or later, h2 or http/1.1 by ALPN, a certificate of RSA 2048"}},
		{Setting: "entity tags", Change: func(c *serving.Config) { c.ETag = true },
			Want: map[string]string{"entity tags": "a hash of each answer", "transport HTTP/1.1": "with its length"}},
		{Setting: "a log", Change: func(c *serving.Config) { c.LogEvery = 100 }, Want: map[string]string{"logs per request": "one request in 100"}},
		{Setting: "an age", Change: func(c *serving.Config) { c.ConnectionAge = time.Hour },
			Want: map[string]string{"idle connections": "or when 1h old, give or take a tenth"}},
		{Setting: "work", Change: func(c *serving.Config) { c.Work = catalog.Work{Wait: time.Millisecond} },
			Want: map[string]string{"work beside the answer": "wait=1ms"}},
	})
}

// An answer goes out as the row on the transport says.
func TestLengthsOfAnswers(t *testing.T) {
	for _, etag := range []bool{false, true} {
		config := quiet()
		config.ETag = etag
		s := servingtest.StartHTTP(t, newShelf(config))
		for _, test := range []struct {
			target  string
			headers []string
			chunks  bool
		}{
			{"/v1/books/1", nil, false},
			{"/v1/books?limit=10", nil, !etag},
			{"/v1/books?limit=10", []string{"Accept", typeProtobuf}, false},
			{"/v1/books?limit=10", []string{"Accept-Encoding", "gzip"}, false},
			{"/v1/books?limit=10", []string{"Accept", typeLines}, true},
		} {
			r, err := s.Begin("GET", test.target, nil, test.headers...)
			if err != nil {
				t.Fatal(err)
			}
			r.Body.Close()
			if chunks := r.ContentLength < 0; chunks != test.chunks {
				t.Errorf("GET %s with %v, entity tags %v: chunks %v, want %v", test.target, test.headers, etag, chunks, test.chunks)
			}
		}
	}
}
