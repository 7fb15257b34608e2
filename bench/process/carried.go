package process

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/wiretax/wiretax/metrics"
)

// Carried are the bytes that a process has read from its connections and written to them.
type Carried struct{ Received, Sent float64 }

// Minus is what was carried since before.
func (c Carried) Minus(before Carried) Carried {
	return Carried{c.Received - before.Received, c.Sent - before.Sent}
}

// scrapeLimit is how long a process may take to show its metrics.
const scrapeLimit = 5 * time.Second

// scrape asks a process of ours what it has carried. It leaves no connection behind.
func (s *Service) scrape(ctx context.Context) (Carried, error) {
	ctx, cancel := context.WithTimeout(ctx, scrapeLimit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.Admin+"/metrics", nil)
	if err != nil {
		return Carried{}, fmt.Errorf("read metrics of %s: %w", s.Name, err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return Carried{}, fmt.Errorf("read metrics of %s: %w", s.Name, err)
	}
	defer response.Body.Close()
	c, err := readCarried(response.Body)
	if err != nil {
		return Carried{}, fmt.Errorf("read metrics of %s: %w", s.Name, err)
	}
	return c, nil
}

// readCarried reads the two series of bytes out of Prometheus' text format.
func readCarried(text io.Reader) (c Carried, err error) {
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
			c.Sent = bytes
		} else {
			c.Received = bytes
		}
	}
}

// ReadInside reads what the processes behind the front have carried.
func (t Chain) ReadInside(ctx context.Context) (inside []Carried, err error) {
	for _, s := range t.inside() {
		c, err := s.scrape(ctx)
		if err != nil {
			return nil, err
		}
		inside = append(inside, c)
	}
	return inside, nil
}

// inside are the processes that other ones ask.
func (t Chain) inside() Chain {
	if len(t) == 0 {
		return nil
	}
	return t[1:]
}
