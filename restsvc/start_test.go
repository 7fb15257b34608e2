package restsvc_test

import (
	"log/slog"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// books is small and has the featured books. Nobody rates them.
var books = sync.OnceValue(fresh)

// fresh is what books is, for a test that rates them.
func fresh() *catalog.Catalog { return generate.Catalog(generate.DefaultSeed, 500) }

// quiet is a config that logs nothing and whose metrics nobody reads.
func quiet() serving.Config {
	return serving.Config{
		Catalog: books(),
		Metrics: metrics.NewService(prometheus.NewRegistry(), "rest"),
		Log:     slog.New(slog.DiscardHandler),
	}
}
