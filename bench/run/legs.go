package run

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/metrics"
)

// carried are the bytes that a process has read from its connections and written to them.
type carried struct{ received, sent float64 }

func (c carried) minus(before carried) carried {
	return carried{c.received - before.received, c.sent - before.sent}
}

// scrapeLimit is how long a process may take to show its metrics.
const scrapeLimit = 5 * time.Second

// scrape asks a process of ours what it has carried. It leaves no connection behind.
func (s *service) scrape(ctx context.Context) (carried, error) {
	ctx, cancel := context.WithTimeout(ctx, scrapeLimit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.admin+"/metrics", nil)
	if err != nil {
		return carried{}, fmt.Errorf("read metrics of %s: %w", s.name, err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return carried{}, fmt.Errorf("read metrics of %s: %w", s.name, err)
	}
	defer response.Body.Close()
	c, err := readCarried(response.Body)
	if err != nil {
		return carried{}, fmt.Errorf("read metrics of %s: %w", s.name, err)
	}
	return c, nil
}

// readCarried reads the two series of bytes out of Prometheus' text format.
func readCarried(text io.Reader) (c carried, err error) {
	found := 0
	for lines := bufio.NewScanner(text); ; {
		if !lines.Scan() {
			if err = lines.Err(); err == nil && found != 2 {
				err = fmt.Errorf("there are %d series of %s, not one each way", found, metrics.WireBytesTotal)
			}
			return c, err
		}
		series, value, _ := strings.Cut(lines.Text(), " ")
		if !strings.HasPrefix(series, metrics.WireBytesTotal+"{") {
			continue
		}
		bytes, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return c, fmt.Errorf("%s: %w", series, err)
		}
		found++
		if strings.Contains(series, metrics.LabelDirection+`="`+metrics.Sent+`"`) {
			c.sent = bytes
		} else {
			c.received = bytes
		}
	}
}

// readInside reads what the processes behind the front have carried.
func (t topology) readInside(ctx context.Context, r *readings) error {
	for _, s := range t.inside() {
		c, err := s.scrape(ctx)
		if err != nil {
			return err
		}
		r.inside = append(r.inside, c)
	}
	return nil
}

// inside are the processes that other ones ask.
func (t topology) inside() topology {
	if len(t) == 0 {
		return nil
	}
	return t[1:]
}

// fillLegs fills in what went over each way between the processes of a trial, where there
// are several. The first way is the client's, who has counted it.
func (t topology) fillLegs(trial *record.Trial, before, after readings) {
	if len(t) < 2 || trial.Completed == 0 || trial.BytesSent == nil || trial.BytesReceived == nil {
		return
	}
	add := func(from, to string, sent, received float64) {
		completed := float64(trial.Completed)
		trial.Legs = append(trial.Legs, record.Leg{From: from, To: to, BytesSent: sent / completed, BytesReceived: received / completed})
	}
	add("client", t.front().name, float64(*trial.BytesSent), float64(*trial.BytesReceived))
	for i, s := range t.inside() {
		c := after.inside[i].minus(before.inside[i])
		add(t[i].name, s.name, c.received, c.sent)
	}
}
