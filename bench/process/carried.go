package process

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/metrics"
)

// Carried is how many bytes a process has received and sent over its connections.
type Carried struct{ Received, Sent float64 }

// Minus returns what was carried since an earlier reading.
func (c Carried) Minus(before Carried) Carried {
	return Carried{c.Received - before.Received, c.Sent - before.Sent}
}

// scrape reads from the metrics of a service of ours what it has carried.
func (s *Service) scrape(ctx context.Context) (c Carried, err error) {
	err = s.ask(ctx, http.MethodGet, "/metrics", func(text io.Reader) error {
		c, err = readCarried(text)
		return err
	})
	if err != nil {
		return Carried{}, fmt.Errorf("read metrics of %s: %w", s.Name, err)
	}
	return c, nil
}

// readCarried reads the two series of bytes in Prometheus' text format.
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

// ReadInside returns what each process behind the front has carried.
func (c Chain) ReadInside(ctx context.Context) (inside []Carried, err error) {
	for _, s := range c.inside() {
		c, err := s.scrape(ctx)
		if err != nil {
			return nil, err
		}
		inside = append(inside, c)
	}
	return inside, nil
}

// inside returns the processes behind the front.
func (c Chain) inside() Chain {
	if len(c) == 0 {
		return nil
	}
	return c[1:]
}
