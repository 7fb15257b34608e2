package report

import (
	"testing"

	"github.com/wiretax/wiretax/bench/record"
)

func compose(t *testing.T, runs ...*record.Run) *Report {
	t.Helper()
	r, err := Compose(runs, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
