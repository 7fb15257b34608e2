package serving

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/wiretax/wiretax/catalog"
)

// Row says what a service does for a request in one aspect. A service makes it of the settings
// that it is built with, so that it holds for the service that says it.
type Row struct {
	Aspect string `json:"aspect"`
	// When names an encoding or a transport of contract that the row is limited to. Empty: it
	// holds for every request.
	When string `json:"when,omitempty"`
	Does string `json:"does"`
}

// Ledger are the rows of one service, in the order in which they are read.
type Ledger []Row

// Add puts rows behind those of their aspect, or at the end where there are none.
func (l *Ledger) Add(rows ...Row) {
	for _, row := range rows {
		at := len(*l)
		for i, other := range *l {
			if other.Aspect == row.Aspect {
				at = i + 1
			}
		}
		*l = slices.Insert(*l, at, row)
	}
}

// The aspects. All services call them the same, so that their rows can be put side by side.
// What an operation that streams looks like on the wire has the operation's name.
const (
	AspectService         = "service" // library and version
	AspectEncoding        = "encoding"
	AspectTransport       = "transport"
	AspectTLS             = "TLS"
	AspectCompression     = "compression"
	AspectEntityTags      = "entity tags"
	AspectMiddleware      = "middleware"
	AspectGoroutines      = "goroutines of handlers"
	AspectLogs            = "logs per request"
	AspectWindows         = "buffers and windows"
	AspectLimits          = "limits"
	AspectIdleConnections = "idle connections"
	AspectWork            = "work beside the answer"
	AspectUpstream        = "upstream"
	AspectProcessors      = "processors"
	AspectGC              = "garbage collector"
)

// WorkRow says what every request costs beside its answer.
func WorkRow(w catalog.Work) Row {
	return Row{Aspect: AspectWork, Does: cmp.Or(w.String(), "none")}
}

// ProcessLedger is what the Go runtime of this process is set to, by GOMAXPROCS, GOGC and
// GOMEMLIMIT or otherwise.
func ProcessLedger() Ledger {
	return Ledger{
		{Aspect: AspectProcessors, Does: fmt.Sprintf("GOMAXPROCS=%d of %d processors", runtime.GOMAXPROCS(0), runtime.NumCPU())},
		{Aspect: AspectGC, Does: collector()},
	}
}

// noMemoryLimit is the limit of a runtime that has none: the largest that there is.
const noMemoryLimit = 1<<63 - 1

// noCollection is the target of a runtime whose collector is off.
const noCollection = 1<<64 - 1

func collector() string {
	// Package debug returns a setting only to those who change it.
	settings := []metrics.Sample{{Name: "/gc/gogc:percent"}, {Name: "/gc/gomemlimit:bytes"}}
	metrics.Read(settings)
	target, limit := settings[0].Value.Uint64(), settings[1].Value.Uint64()
	text := fmt.Sprintf("GOGC=%d", target)
	if target == noCollection {
		text = "GOGC=off"
	}
	if limit == noMemoryLimit {
		return text + ", no memory limit"
	}
	return text + ", GOMEMLIMIT=" + Size(int(limit))
}

// Size writes a number of bytes with the largest binary unit that leaves it whole.
func Size(bytes int) string {
	units := []string{"bytes", "KiB", "MiB", "GiB"}
	i := 0
	for i < len(units)-1 && bytes != 0 && bytes%1024 == 0 {
		bytes /= 1024
		i++
	}
	return fmt.Sprintf("%d %s", bytes, units[i])
}

// Period writes a time without the zeros at its end: 5m, not 5m0s.
func Period(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// AgeText says how old connections may become, as part of a row; nothing where they may be of
// any age.
func AgeText(age time.Duration) string {
	if age <= 0 {
		return ""
	}
	return fmt.Sprintf(", or when %s old, give or take a tenth", Period(age))
}

// Module names a module of the binary with its version, as go.mod would.
func Module(path string) string {
	if version := modules()[path]; version != "" {
		return path + " " + version
	}
	return path + " of unknown version"
}

// modules are the versions of what the binary was built from, by path.
var modules = sync.OnceValue(func() map[string]string {
	versions := make(map[string]string)
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Replace != nil {
				m = m.Replace
			}
			versions[m.Path] = m.Version
		}
	}
	return versions
})
