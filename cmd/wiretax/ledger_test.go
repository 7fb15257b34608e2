package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving"
)

// Every service announces its rows, under the same aspects as the others.
func TestServicesAnnounceLedgers(t *testing.T) {
	t.Setenv("GOMAXPROCS", "1")
	t.Setenv("GOGC", "50")
	t.Setenv("GOMEMLIMIT", "256MiB")
	var aspects []string // of the first
	for _, test := range []struct {
		args   []string
		matter map[string]string // rows by aspect: what they contain
	}{
		{[]string{"grpc", "--profile", "tuned", "--log-every", "7"}, map[string]string{
			serving.AspectService: "google.golang.org/grpc v1.", serving.AspectWindows: "1 MiB a stream", serving.AspectGoroutines: "stream workers, as many as GOMAXPROCS (1)", serving.AspectLogs: "one call in 7"}},
		{[]string{"rest", "--profile", "tuned"}, map[string]string{serving.AspectEncoding: "without escapes", serving.AspectTransport: "in one piece with its length"}},
		{[]string{"rest", "--etag", "--work", "wait=1ms"}, map[string]string{
			serving.AspectService: "github.com/gin-gonic/gin v1.", serving.AspectEntityTags: "304", serving.AspectWork: "wait=1ms"}},
		{[]string{"inventory"}, map[string]string{serving.AspectService: "google.golang.org/grpc", serving.AspectUpstream: ""}},
		{[]string{"order", "--via", "rest"}, map[string]string{serving.AspectUpstream: "product by GET: net/http of go1."}},
		{[]string{"order"}, map[string]string{serving.AspectUpstream: "product by gRPC: google.golang.org/grpc v1."}},
		{[]string{"gateway", "--deadline", "3s", "--profile", "tuned"}, map[string]string{serving.AspectUpstream: "windows of 1 MiB a stream and 3 MiB a connection, buffers of 32 KiB, fixed, so that no BDP probes are sent; a ping after 20s of silence, 5s to answer it; a deadline of 3s"}},
	} {
		name := strings.Join(test.args, " ")
		_, at := startServe(t, test.args[0], test.args[1:]...)
		test.matter[serving.AspectProcessors], test.matter[serving.AspectGC] = "GOMAXPROCS=1 of ", "GOGC=50, GOMEMLIMIT=256 MiB"
		for aspect, want := range test.matter {
			if got := does(at.Ledger, aspect); !strings.Contains(got, want) || (want == "") != (got == "") {
				t.Errorf("serve %s: %s = %q, want %q in it", name, aspect, got, want)
			}
		}
		got := aspectsOf(at.Ledger)
		if aspects == nil {
			aspects = got
		}
		if !slices.Equal(got, aspects) {
			t.Errorf("serve %s has the aspects %v, want %v", name, got, aspects)
		}
	}
}

// does joins the rows of an aspect.
func does(l serving.Ledger, aspect string) string {
	var rows []string
	for _, row := range l {
		if row.Aspect == aspect {
			rows = append(rows, row.Does)
		}
	}
	return strings.Join(rows, "\n")
}

// aspectsOf returns those that every service has.
func aspectsOf(l serving.Ledger) (list []string) {
	for _, row := range l {
		if row.Aspect != serving.AspectUpstream && contract.OperationNamed(row.Aspect).Name == "" {
			list = append(list, row.Aspect)
		}
	}
	return slices.Compact(list)
}
