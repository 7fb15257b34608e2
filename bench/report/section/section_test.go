package section

import (
	"testing"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/reporttest"
)

// judge judges a made-up run.
func judge(t *testing.T, l *reporttest.Lab) *judged.Run {
	t.Helper()
	r, err := judged.Judge(l.InMemory())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// changed is a changed quick run.
func changed(t *testing.T, change func(*record.Trial)) *judged.Run {
	t.Helper()
	l := reporttest.Quick()
	l.Change = change
	return judge(t, l)
}

// written is a page with one section of a made-up run.
func written(t *testing.T, l *reporttest.Lab, section func(*judged.Run, *page.Page)) *page.Page {
	t.Helper()
	var p page.Page
	section(judge(t, l), &p)
	return &p
}
