package shop

import (
	"context"
	"fmt"
	"sync"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/contract"
)

// order is what a customer buys.
type order struct {
	ID         int64  `json:"id"`
	Lines      []line `json:"lines"`
	TotalCents int64  `json:"total_cents"`
}

// line is one product of an order.
type line struct {
	Product     product `json:"product"`
	Quantity    int32   `json:"quantity"`
	AmountCents int64   `json:"amount_cents"`
}

// callStyle is how product is asked about the lines of an order. The values are those of
// shop.v1.CallStyle.
type callStyle int32

const (
	unspecified callStyle = iota // serial
	serial
	parallel
	batch
)

// callStyles are the words of query strings.
var callStyles = map[string]callStyle{"": unspecified, contract.Serial: serial, contract.Parallel: parallel, contract.Batch: batch}

func parseCallStyle(word string) (callStyle, error) {
	if style, ok := callStyles[word]; ok {
		return style, nil
	}
	return 0, noCallStyle(fmt.Sprintf("%.40q", word))
}

func noCallStyle(value string) error {
	return invalid(fieldCalls, value+" is no way to call; use serial, parallel or batch")
}

// orderQuery asks for an order. Of lines, 0 is 1.
type orderQuery struct {
	id    int64
	lines int32
	calls callStyle
}

func (q orderQuery) check() error {
	switch {
	case q.id < 1:
		return invalid(catalog.FieldID, fmt.Sprintf("%d is no order; send a number above 0", q.id))
	case q.lines < 0 || q.lines > maxBatch:
		return invalid(fieldLines, fmt.Sprintf("%d is out of range; send 1 to %d, or 0 for 1", q.lines, maxBatch))
	case q.calls < unspecified || q.calls > batch:
		return noCallStyle(fmt.Sprint(int32(q.calls)))
	}
	return nil
}

// products is the service product, as order asks it.
type products interface {
	product(ctx context.Context, id int32) (product, error)
	// products returns one for each id, in their order.
	products(ctx context.Context, ids []int32) ([]product, error)
}

// orders has an order for every id.
type orders struct {
	ids  []int32 // of the catalog
	from products
}

func (o orders) order(ctx context.Context, q orderQuery) (order, error) {
	if err := q.check(); err != nil {
		return order{}, err
	}
	answer := order{ID: q.id, Lines: make([]line, max(1, q.lines))}
	ids := make([]int32, len(answer.Lines))
	// Line by line: an order of more lines begins with those of fewer.
	d := drawFor(topicOrder, q.id)
	for i := range ids {
		ids[i] = o.ids[d.below(len(o.ids))]
		answer.Lines[i].Quantity = int32(1 + d.below(3))
	}
	ctx, cancel := upstreamTime(ctx)
	defer cancel()
	list, err := o.products(ctx, q.calls, ids)
	if err != nil {
		return order{}, err
	}
	for i := range answer.Lines {
		l := &answer.Lines[i]
		l.Product = list[i]
		l.AmountCents = int64(l.Quantity) * l.Product.PriceCents
		answer.TotalCents += l.AmountCents
	}
	return answer, nil
}

func (o orders) products(ctx context.Context, calls callStyle, ids []int32) ([]product, error) {
	switch calls {
	case parallel:
		return o.allAtOnce(ctx, ids)
	case batch:
		return o.from.products(ctx, ids)
	}
	list := make([]product, len(ids))
	for i, id := range ids {
		var err error
		if list[i], err = o.from.product(ctx, id); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// allAtOnce asks for all products at the same time, at most [maxBatch] of them. The first
// error ends the other calls.
func (o orders) allAtOnce(ctx context.Context, ids []int32) ([]product, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	list := make([]product, len(ids))
	var calls sync.WaitGroup
	var once sync.Once
	var failed error
	for i, id := range ids {
		calls.Go(func() {
			p, err := o.from.product(ctx, id)
			if err != nil {
				once.Do(func() {
					failed = err
					cancel()
				})
			}
			list[i] = p
		})
	}
	calls.Wait()
	return list, failed
}
