package serving

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"fmt"
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What the runtime is set to is what the ledger says, whoever set it.
func TestProcessLedger(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	for _, test := range []struct {
		processors, target int
		limit              int64
		want               string
	}{
		{1, 100, noMemoryLimit, "GOGC=100, no memory limit"},
		{2, 400, noMemoryLimit, "GOGC=400, no memory limit"},
		{3, -1, 512 << 20, "GOGC=off, GOMEMLIMIT=512 MiB"},
	} {
		runtime.GOMAXPROCS(test.processors)
		debug.SetGCPercent(test.target)
		debug.SetMemoryLimit(test.limit)
		want := Ledger{
			{Aspect: AspectProcessors, Does: fmt.Sprintf("GOMAXPROCS=%d of %d processors", test.processors, runtime.NumCPU())},
			{Aspect: AspectGC, Does: test.want},
		}
		if diff := cmp.Diff(want, ProcessLedger()); diff != "" {
			t.Errorf("%+v: ledger differs (-want +got):\n%s", test, diff)
		}
	}
}

func TestTLSRow(t *testing.T) {
	onCurve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ofPrimes, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		config *tls.Config
		want   string
	}{
		{nil, "none"},
		{&tls.Config{}, "TLS 1.2 or later, h2 or http/1.1 by ALPN"},
		{&tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{{PrivateKey: onCurve}}},
			"TLS 1.2 or later, h2 or http/1.1 by ALPN, a certificate of ECDSA P-256"},
		{&tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{{PrivateKey: ofPrimes}}},
			"TLS 1.3 or later, h2 or http/1.1 by ALPN, a certificate of RSA 2048"},
	} {
		if got := TLSRow(test.config, "h2", "http/1.1"); got.Does != test.want || got.Aspect != AspectTLS {
			t.Errorf("TLSRow(%+v) = %+v, want %q", test.config, got, test.want)
		}
	}
}

// Rows of one aspect stand together, in the order in which they came.
func TestLedgerAdd(t *testing.T) {
	l := Ledger{{Aspect: "a", Does: "1"}, {Aspect: "b", Does: "2"}}
	l.Add(Row{Aspect: "a", When: "x", Does: "3"}, Row{Aspect: "c", Does: "4"}, Row{Aspect: "a", When: "y", Does: "5"})
	var got string
	for _, row := range l {
		got += row.Aspect + row.Does
	}
	if want := "a1a3a5b2c4"; got != want {
		t.Errorf("rows stand as %s, want %s", got, want)
	}
}

func TestSizesAndPeriods(t *testing.T) {
	for n, want := range map[int]string{0: "0 bytes", 1: "1 bytes", 1000: "1000 bytes", 1 << 10: "1 KiB", 64 << 10: "64 KiB", 3 << 20: "3 MiB", 5<<30 + 1<<20: "5121 MiB", 1 << 40: "1024 GiB"} {
		if got := Size(n); got != want {
			t.Errorf("Size(%d) = %q, want %q", n, got, want)
		}
	}
	for d, want := range map[time.Duration]string{0: "0s", time.Second: "1s", 90 * time.Second: "1m30s", 5 * time.Minute: "5m", time.Hour: "1h", 90 * time.Minute: "1h30m", 20 * time.Minute: "20m"} {
		if got := Period(d); got != want {
			t.Errorf("Period(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestModule(t *testing.T) {
	if got, want := Module("example.org/none"), "example.org/none of unknown version"; got != want {
		t.Errorf("Module of what is not there = %q, want %q", got, want)
	}
}
