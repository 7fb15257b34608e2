package words

import (
	"testing"

	"github.com/wiretax/wiretax/contract"
)

func TestEveryMetricHasWords(t *testing.T) {
	for _, key := range contract.Metrics() {
		if w := Metric(key); w.Title == "" || w.Label == "" || w.Short == "" || w.less == "" || w.more == "" {
			t.Errorf("%s: %+v", key, w)
		}
	}
}
