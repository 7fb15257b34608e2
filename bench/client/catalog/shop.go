package catalog

import (
	"context"
	"math/rand/v2"
	"strconv"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/contract"
	shopv1 "github.com/wiretax/wiretax/proto/shop/v1"
)

// shopOperations are those of the shop, by name.
var shopOperations = map[string]operation{
	contract.GetStock: {
		message: func(r Request) proto.Message { return &shopv1.GetStockRequest{ProductId: r.BookID} },
		call: func(ctx context.Context, s *stub, m proto.Message, o ...grpc.CallOption) (proto.Message, error) {
			return s.inventory.GetStock(ctx, m.(*shopv1.GetStockRequest), o...)
		},
		path:   func(r Request) string { return "/v1/stock/" + decimal(r.BookID) },
		body:   func() answer { return new(stockBody) },
		answer: func() proto.Message { return new(shopv1.Stock) },
	},
	contract.GetProduct: {
		message: func(r Request) proto.Message { return &shopv1.GetProductRequest{Id: r.BookID} },
		call: func(ctx context.Context, s *stub, m proto.Message, o ...grpc.CallOption) (proto.Message, error) {
			return s.product.GetProduct(ctx, m.(*shopv1.GetProductRequest), o...)
		},
		path:   func(r Request) string { return "/v1/products/" + decimal(r.BookID) },
		body:   func() answer { return new(productBody) },
		answer: func() proto.Message { return new(shopv1.Product) },
	},
	contract.GetOrder: {
		draw: func(random *rand.Rand, r *Request) { r.OrderID = 1 + random.Int64N(1_000_000) },
		message: func(r Request) proto.Message {
			return &shopv1.GetOrderRequest{Id: r.OrderID, Lines: r.Items, Calls: callStyles[r.Calls]}
		},
		call: func(ctx context.Context, s *stub, m proto.Message, o ...grpc.CallOption) (proto.Message, error) {
			return s.order.GetOrder(ctx, m.(*shopv1.GetOrderRequest), o...)
		},
		path: func(r Request) string {
			return "/v1/orders/" + strconv.FormatInt(r.OrderID, 10) + "?lines=" + decimal(r.Items) + "&calls=" + r.Calls
		},
		body:   func() answer { return new(orderBody) },
		answer: func() proto.Message { return new(shopv1.Order) },
	},
}

// callStyles are the ways to ask for the products of an order's lines.
var callStyles = map[string]shopv1.CallStyle{
	contract.Serial: shopv1.CallStyle_SERIAL, contract.Parallel: shopv1.CallStyle_PARALLEL, contract.Batch: shopv1.CallStyle_BATCH,
}

// The JSON that a REST client decodes the shop's answers into.
type (
	stockBody struct {
		ProductID int32  `json:"product_id"`
		Available int32  `json:"available"`
		Warehouse string `json:"warehouse"`
	}
	productBody struct {
		ID         int32     `json:"id"`
		Title      string    `json:"title"`
		Author     string    `json:"author"`
		PriceCents int64     `json:"price_cents"`
		Stock      stockBody `json:"stock"`
	}
	orderBody struct {
		ID         int64      `json:"id"`
		Lines      []lineBody `json:"lines"`
		TotalCents int64      `json:"total_cents"`
	}
	lineBody struct {
		Product     productBody `json:"product"`
		Quantity    int32       `json:"quantity"`
		AmountCents int64       `json:"amount_cents"`
	}
)

func (b *stockBody) fingerprint() int       { return int(b.Available) + len(b.Warehouse) }
func (b *stockBody) message() proto.Message { return b.proto() }

func (b *productBody) fingerprint() int       { return int(b.PriceCents) + len(b.Title) }
func (b *productBody) message() proto.Message { return b.proto() }

func (b *orderBody) fingerprint() int {
	sum := int(b.TotalCents)
	for i := range b.Lines {
		sum += len(b.Lines[i].Product.Title)
	}
	return sum
}

func (b *orderBody) message() proto.Message {
	m := &shopv1.Order{Id: b.ID, TotalCents: b.TotalCents}
	for i := range b.Lines {
		l := &b.Lines[i]
		m.Lines = append(m.Lines, &shopv1.OrderLine{Product: l.Product.proto(), Quantity: l.Quantity, AmountCents: l.AmountCents})
	}
	return m
}

func (b *stockBody) proto() *shopv1.Stock {
	return &shopv1.Stock{ProductId: b.ProductID, Available: b.Available, Warehouse: b.Warehouse}
}

func (b *productBody) proto() *shopv1.Product {
	return &shopv1.Product{Id: b.ID, Title: b.Title, Author: b.Author, PriceCents: b.PriceCents, Stock: b.Stock.proto()}
}

// shopFingerprint is fingerprintOf for answers of the shop; its text is empty for others.
func shopFingerprint(answer proto.Message) (number int, of string) {
	switch m := answer.(type) {
	case *shopv1.Stock:
		return int(m.Available) + len(m.Warehouse), "its number of pieces and the length of its warehouse"
	case *shopv1.Product:
		return int(m.PriceCents) + len(m.Title), "its price and the length of its title"
	case *shopv1.Order:
		sum := int(m.TotalCents)
		for _, line := range m.Lines {
			sum += len(line.Product.GetTitle())
		}
		return sum, "its total and the length of its titles"
	}
	return 0, ""
}
