package shop

import (
	"context"
	"strings"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/serving/httpserver"
)

// The lists that REST answers with.
type (
	stockList struct {
		Stocks []stock `json:"stocks"`
	}
	productList struct {
		Products []product `json:"products"`
	}
)

func inventoryRoutes(r *httpserver.Server, s stocks) {
	r.GetJSON("/v1/stock/:id", contract.GetStock, one(fieldProductID, s.stock))
	r.GetJSON("/v1/stock", contract.GetStocks, several(fieldProductIDs, s.stocks, func(list []stock) any { return stockList{list} }))
}

func productRoutes(r *httpserver.Server, p products) {
	r.GetJSON("/v1/products/:id", contract.GetProduct, one(catalog.FieldID, p.product))
	r.GetJSON("/v1/products", contract.GetProducts, several(fieldIDs, p.products, func(list []product) any { return productList{list} }))
}

func orderRoutes(r *httpserver.Server, o orders) {
	r.GetJSON("/v1/orders/:id", contract.GetOrder, func(x httpserver.Exchange) (any, error) {
		q, err := queryOf(x)
		if err != nil {
			return nil, err
		}
		return o.order(x.Request.Context(), q)
	})
}

func queryOf(x httpserver.Exchange) (q orderQuery, err error) {
	if q.id, err = httpserver.Integer(catalog.FieldID, x.Param("id"), 64); err != nil {
		return q, err
	}
	values, err := x.QueryValues()
	if err != nil {
		return q, err
	}
	if text := values.Get(fieldLines); text != "" {
		lines, err := httpserver.Integer(fieldLines, text, 32)
		if err != nil {
			return q, err
		}
		q.lines = int32(lines)
	}
	q.calls, err = parseCallStyle(values.Get(fieldCalls))
	return q, err
}

// one answers for the id of the path, which the request in protobuf calls field.
func one[A any](field string, ask func(context.Context, int32) (A, error)) func(httpserver.Exchange) (any, error) {
	return func(x httpserver.Exchange) (any, error) {
		id, err := httpserver.Integer(field, x.Param("id"), 32)
		if err != nil {
			return nil, err
		}
		return ask(x.Request.Context(), int32(id))
	}
}

// several answers for the query's ids, 1,2,3, which the request in protobuf calls field.
func several[A any](field string, ask func(context.Context, []int32) ([]A, error), answer func([]A) any) func(httpserver.Exchange) (any, error) {
	return func(x httpserver.Exchange) (any, error) {
		values, err := x.QueryValues()
		if err != nil {
			return nil, err
		}
		var ids []int32
		if text := values.Get("ids"); text != "" {
			for word := range strings.SplitSeq(text, ",") {
				id, err := httpserver.Integer(field, word, 32)
				if err != nil {
					return nil, err
				}
				ids = append(ids, int32(id))
			}
		}
		list, err := ask(x.Request.Context(), ids)
		if err != nil {
			return nil, err
		}
		return answer(list), nil
	}
}
