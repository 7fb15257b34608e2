package shop

import (
	"context"
	"strconv"

	"github.com/wiretax/wiretax/catalog"
)

// stock is how much of a product is available, and where.
type stock struct {
	ProductID int32  `json:"product_id"`
	Available int32  `json:"available"`
	Warehouse string `json:"warehouse"`
}

// inventory is the last service of the chain: it has no upstream.
type inventory struct{ books *catalog.Catalog }

// The names of arguments that the catalog does not have.
const (
	fieldProductID  = "product_id"
	fieldProductIDs = "product_ids"
	fieldIDs        = "ids"
	fieldLines      = "lines"
	fieldCalls      = "calls"
)

// maxBatch is how many products one request may ask for, and how many lines an order has.
const maxBatch = 100

var warehouses = []string{"north", "east", "south", "west"}

func (v inventory) stock(_ context.Context, id int32) (stock, error) {
	if _, err := v.books.GetBook(id); err != nil {
		return stock{}, noProduct(fieldProductID, id)
	}
	d := drawFor(topicStock, int64(id))
	return stock{ProductID: id, Available: int32(d.below(500)), Warehouse: warehouses[d.below(len(warehouses))]}, nil
}

func (v inventory) stocks(ctx context.Context, ids []int32) ([]stock, error) {
	if err := checkBatch(fieldProductIDs, len(ids)); err != nil {
		return nil, err
	}
	list := make([]stock, len(ids))
	for i, id := range ids {
		var err error
		if list[i], err = v.stock(ctx, id); err != nil {
			return nil, noProduct(fieldProductIDs, id)
		}
	}
	return list, nil
}

func noProduct(field string, id int32) error {
	return &catalog.Error{Code: catalog.NotFound, Field: field, Detail: "there is no product " + strconv.Itoa(int(id)) + "; send the id of a book of this catalog"}
}

func checkBatch(field string, n int) error {
	if n < 1 || n > maxBatch {
		return invalid(field, "it has "+strconv.Itoa(n)+"; send 1 to "+strconv.Itoa(maxBatch))
	}
	return nil
}

func invalid(field, detail string) error {
	return &catalog.Error{Code: catalog.InvalidArgument, Field: field, Detail: detail}
}
