package httpserver_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/serving/servingtest"
)

// record is a log line of a request.
type record struct {
	Time      string  `json:"time"`
	Level     string  `json:"level"`
	Msg       string  `json:"msg"`
	Operation string  `json:"operation"`
	Code      string  `json:"code"`
	Status    int     `json:"status"`
	Duration  float64 `json:"duration_seconds"`
	Peer      string  `json:"peer"`
	Items     int     `json:"items"`
}

// logged is what a server that logs one request in so many says of these.
func logged(t *testing.T, every int, requests func(servingtest.Client)) (records []record) {
	t.Helper()
	config, log := quiet(), new(bytes.Buffer)
	config.Log, config.LogEvery = slog.New(slog.NewJSONHandler(log, nil)), every
	t.Run("", func(t *testing.T) { requests(servingtest.StartHTTP(t, newShelf(config))) })
	for line := range strings.Lines(log.String()) {
		var r record
		if err := servingtest.StrictJSON(strings.TrimSuffix(line, "\n"), &r); err != nil {
			t.Errorf("log line %s: %v", line, err)
		}
		records = append(records, r)
	}
	return records
}

func TestRequestLog(t *testing.T) {
	secret := "s3cret"
	got := logged(t, 1, func(s servingtest.Client) {
		s.Must(t, "GET", "/v1/books/1?"+secret)
		s.Must(t, "GET", "/v1/books/"+secret)
		s.Must(t, "GET", "/v1/books?limit=7")
		s.Must(t, "GET", "/v1/books?limit=8", "Accept", typeLines)
		s.Post(t, "/v1/ratings", typeLines, "5\n"+secret+"\n5\n", secret, secret)
		s.Must(t, "GET", "/"+secret)
	})
	want := []record{
		{Operation: "GetBook", Code: "OK", Status: 200},
		{Operation: "GetBook", Code: "INVALID_ARGUMENT", Status: 400},
		{Operation: "ListBooks", Code: "OK", Status: 200, Items: 7},
		{Operation: "ListBooks", Code: "OK", Status: 200, Items: 8},
		{Operation: "UploadBookRatings", Code: "OK", Status: 200, Items: 3},
		{Operation: "other", Code: "NOT_FOUND", Status: 404},
	}
	for i := range got {
		if got[i].Duration <= 0 || got[i].Duration > 60 || !strings.HasPrefix(got[i].Peer, "127.0.0.1:") || got[i].Time == "" {
			t.Errorf("log of request %d = %+v; want its time, duration and peer", i, got[i])
		}
		got[i].Duration, got[i].Peer, got[i].Time = 0, "", ""
	}
	for i := range want {
		want[i].Level, want[i].Msg = "INFO", "request"
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("log differs (-want +got):\n%s", diff)
	}
	if text, _ := json.Marshal(got); strings.Contains(string(text), secret) {
		t.Errorf("the log repeats what was asked: %s", text)
	}
}

func TestRequestLogIsASample(t *testing.T) {
	for every, want := range map[int]int{0: 0, -1: 0, 1: 21, 2: 10, 10: 2, 100: 0} {
		got := logged(t, every, func(s servingtest.Client) {
			for range 21 {
				s.Must(t, "GET", "/healthz")
			}
		})
		if len(got) != want {
			t.Errorf("LogEvery %d logs %d of 21 requests, want %d", every, len(got), want)
		}
	}
}
