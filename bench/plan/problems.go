package plan

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/contract"
)

// Problems are several things that are wrong with a plan. Each begins with its key.
type Problems []error

// mostTold is how many problems one line names.
const mostTold = 20

// Error returns one line that names the problems, so that all can be corrected at once.
func (p Problems) Error() string {
	var texts []string
	for _, err := range p[:min(len(p), mostTold)] {
		texts = append(texts, err.Error())
	}
	if more := len(p) - mostTold; more > 0 {
		texts = append(texts, fmt.Sprintf("%d more", more))
	}
	return strings.Join(texts, "; also ")
}

// Unwrap returns the single problems.
func (p Problems) Unwrap() []error { return p }

// Err is nil, the one problem, or all of them.
func (p Problems) Err() error {
	switch len(p) {
	case 0:
		return nil
	case 1:
		return p[0]
	}
	return p
}

// Add adds an error. It may be nil or hold several problems.
func (p *Problems) Add(errs ...error) {
	for _, err := range errs {
		if several, ok := errors.AsType[Problems](err); ok {
			*p = append(*p, several...)
		} else if err != nil {
			*p = append(*p, err)
		}
	}
}

// check gathers problems.
type check struct {
	given    keys
	problems Problems
}

func (c *check) add(errs ...error) { c.problems.Add(errs...) }

// within rejects a number that is missing or out of range.
func (c *check) within(key string, value, least, most float64) error {
	if value >= least && value <= most { // not so for NaN
		return nil
	}
	decimal := func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	if value == 0 && !c.given[key] {
		return fmt.Errorf("%s: missing; use %s to %s", key, decimal(least), decimal(most))
	}
	return fmt.Errorf("%s: %s is out of range; use %s to %s", key, decimal(value), decimal(least), decimal(most))
}

// The shares of capacity that may be offered.
const leastShare, mostShare = 0.01, 1

// rate rejects a rate that is missing or out of range.
func (c *check) rate(key string, r Rate) error {
	if r.Share == 0 {
		return c.within(key, r.PerSecond, 1, contract.MostRate)
	}
	if r.Share >= leastShare && r.Share <= mostShare { // not so for NaN
		return nil
	}
	return fmt.Errorf("%s: %s of the capacity is out of range; use %s to %s", key, r, Rate{Share: leastShare}, Rate{Share: mostShare})
}
