package restsvc

import (
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/serving"
)

// service is what all handlers share.
type service struct {
	books   *catalog.Catalog
	metrics *metrics.Service
	log     *slog.Logger
	work    catalog.Work
	etag    bool
	aging   bool // connections have an end

	logEvery uint64
	requests atomic.Uint64 // that could be logged

	// patience is how long a client may take nothing at all of an answer that waits for it,
	// and silence how long it may send nothing of a body that it has begun.
	patience, silence time.Duration

	draining atomic.Bool
	arrivals arrivals
	streams  streams
	squeezer squeezer
}

// patience is that of a service. It is no setting: a minute is more than any network needs.
const patience = time.Minute

func newService(c Config) *service {
	return &service{
		books: c.Catalog, metrics: c.Metrics, log: c.Log,
		work: c.Work, etag: c.ETag, aging: c.ConnectionAge > 0,
		logEvery: uint64(max(0, c.LogEvery)),
		patience: patience, silence: serving.IdleTimeout,
		arrivals: arrivals{none: make(chan struct{}, 1)},
		streams:  newStreams(),
	}
}
