package shop

import (
	"context"

	"github.com/wiretax/wiretax/catalog"
)

// product is a book as the shop sells it.
type product struct {
	ID         int32  `json:"id"`
	Title      string `json:"title"`
	Author     string `json:"author"` // the first
	PriceCents int64  `json:"price_cents"`
	Stock      stock  `json:"stock"`
}

// stocks is the service inventory, as product asks it.
type stocks interface {
	stock(ctx context.Context, id int32) (stock, error)
	// stocks returns one for each id, in their order.
	stocks(ctx context.Context, ids []int32) ([]stock, error)
}

// assortment are the products of the shop.
type assortment struct {
	books *catalog.Catalog
	from  stocks
}

func (a assortment) product(ctx context.Context, id int32) (product, error) {
	p, err := a.describe(catalog.FieldID, id)
	if err != nil {
		return product{}, err
	}
	ctx, cancel := upstreamTime(ctx)
	defer cancel()
	p.Stock, err = a.from.stock(ctx, id)
	return p, err
}

func (a assortment) products(ctx context.Context, ids []int32) ([]product, error) {
	if err := checkBatch(fieldIDs, len(ids)); err != nil {
		return nil, err
	}
	list := make([]product, len(ids))
	for i, id := range ids {
		var err error
		if list[i], err = a.describe(fieldIDs, id); err != nil {
			return nil, err
		}
	}
	ctx, cancel := upstreamTime(ctx)
	defer cancel()
	stocks, err := a.from.stocks(ctx, ids)
	for i, s := range stocks {
		list[i].Stock = s
	}
	return list, err
}

// describe is a product without its stock.
func (a assortment) describe(field string, id int32) (product, error) {
	book, err := a.books.GetBook(id)
	if err != nil {
		return product{}, noProduct(field, id)
	}
	d := drawFor(topicPrice, int64(id))
	return product{ID: id, Title: book.Title, Author: book.Authors[0], PriceCents: int64(499 + d.below(3500))}, nil
}
