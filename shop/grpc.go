package shop

import (
	"context"

	shopv1 "github.com/wiretax/wiretax/proto/shop/v1"
	"github.com/wiretax/wiretax/serving/grpcserver"
)

// inventoryService is inventory over gRPC.
type inventoryService struct {
	shopv1.UnimplementedInventoryServiceServer
	stocks stocks
}

func (s inventoryService) GetStock(ctx context.Context, r *shopv1.GetStockRequest) (*shopv1.Stock, error) {
	answer, err := s.stocks.stock(ctx, r.GetProductId())
	if err != nil {
		return nil, grpcserver.Refusal(err, r.GetProductId())
	}
	return stockMessage(answer), nil
}

func (s inventoryService) GetStocks(ctx context.Context, r *shopv1.GetStocksRequest) (*shopv1.GetStocksResponse, error) {
	answer, err := s.stocks.stocks(ctx, r.GetProductIds())
	if err != nil {
		return nil, grpcserver.Refusal(err, 0)
	}
	return &shopv1.GetStocksResponse{Stocks: each(answer, stockMessage)}, nil
}

// productService is product over gRPC.
type productService struct {
	shopv1.UnimplementedProductServiceServer
	products products
}

func (s productService) GetProduct(ctx context.Context, r *shopv1.GetProductRequest) (*shopv1.Product, error) {
	answer, err := s.products.product(ctx, r.GetId())
	if err != nil {
		return nil, grpcserver.Refusal(err, r.GetId())
	}
	return productMessage(answer), nil
}

func (s productService) GetProducts(ctx context.Context, r *shopv1.GetProductsRequest) (*shopv1.GetProductsResponse, error) {
	answer, err := s.products.products(ctx, r.GetIds())
	if err != nil {
		return nil, grpcserver.Refusal(err, 0)
	}
	return &shopv1.GetProductsResponse{Products: each(answer, productMessage)}, nil
}

// orderService is order over gRPC.
type orderService struct {
	shopv1.UnimplementedOrderServiceServer
	orders orders
}

func (s orderService) GetOrder(ctx context.Context, r *shopv1.GetOrderRequest) (*shopv1.Order, error) {
	answer, err := s.orders.order(ctx, orderQuery{r.GetId(), r.GetLines(), callStyle(r.GetCalls())})
	if err != nil {
		return nil, grpcserver.Refusal(err, 0)
	}
	return orderMessage(answer), nil
}
