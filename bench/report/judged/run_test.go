package judged

import (
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/reporttest"
)

// judge judges a made-up run.
func judge(t *testing.T, l *reporttest.Lab) *Run {
	t.Helper()
	r, err := Judge(l.InMemory())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// changed is a changed quick run.
func changed(t *testing.T, change func(*record.Trial)) *Run {
	t.Helper()
	l := reporttest.Quick()
	l.Change = change
	return judge(t, l)
}
