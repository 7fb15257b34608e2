package shop

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/status"

	shopv1 "github.com/wiretax/wiretax/proto/shop/v1"
	"github.com/wiretax/wiretax/serving"
)

// grpcUpstream asks an upstream over gRPC, by one connection that is opened at the start and
// whenever it has broken.
type grpcUpstream struct {
	callee
	conn *grpc.ClientConn
	stop context.CancelFunc
}

// A connection that is silent for pingAfter is sent a ping, which has to be answered in pingTime.
const (
	pingAfter = 2 * serving.KeepaliveMinTime
	pingTime  = serving.KeepaliveTimeout
)

// row says how the upstream is asked.
func (u *grpcUpstream) row() serving.Row {
	return serving.Row{Aspect: serving.AspectUpstream, Does: fmt.Sprintf(
		"%s by gRPC: %s, generated stub, protobuf, plaintext, over one connection that is open from the start, retried only where the service never saw a call; %v; a ping after %s of silence, %s to answer it",
		u.hop, serving.Module("google.golang.org/grpc"), serving.Windows{}, serving.Period(pingAfter), serving.Period(pingTime))}
}

func dialGRPC(hop, address string, dial dialFunc, log *slog.Logger) (*grpcUpstream, error) {
	// The name is looked up at every attempt, as net/http does: passthrough leaves it to the
	// dialer, whereas the library's own resolver waits half a minute before it looks a name up
	// a second time.
	conn, err := grpc.NewClient("passthrough:///"+address,
		grpc.WithContextDialer(func(ctx context.Context, address string) (net.Conn, error) { return dial(ctx, "tcp", address) }),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDisableRetry(),
		grpc.WithDisableServiceConfig(),
		grpc.WithIdleTimeout(0),
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: time.Second},
			MinConnectTimeout: dialTime,
		}),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: pingAfter, Timeout: pingTime, PermitWithoutStream: true}),
	)
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	u := &grpcUpstream{callee: callee{hop: hop, log: log}, conn: conn, stop: stop}
	go u.keepOpen(ctx)
	return u, nil
}

// keepOpen opens the connection at once and whenever it was lost; the library would wait for the
// next call.
func (u *grpcUpstream) keepOpen(ctx context.Context) {
	for {
		state := u.conn.GetState()
		if state == connectivity.Idle {
			u.conn.Connect()
		}
		if !u.conn.WaitForStateChange(ctx, state) {
			return
		}
	}
}

func (u *grpcUpstream) Close() error {
	u.stop()
	return u.conn.Close()
}

// outcome returns the error of a call as the service reports it.
func (u *grpcUpstream) outcome(ctx context.Context, err error) error {
	if err == nil {
		u.answered()
		return nil
	}
	s := status.Convert(err)
	for _, detail := range s.Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok && info.GetDomain() == serving.UpstreamDomain {
			u.answered()
			return &serving.UpstreamError{Hop: info.GetMetadata()[serving.UpstreamHop], Timeout: info.GetReason() == serving.UpstreamTimeout}
		}
	}
	switch s.Code() {
	case codes.Unavailable, codes.Canceled, codes.DeadlineExceeded:
		return u.broke(ctx, s.Code() == codes.DeadlineExceeded, err)
	}
	return u.refused(s.Message())
}

// grpcStocks asks inventory.
type grpcStocks struct {
	*grpcUpstream
	client shopv1.InventoryServiceClient
}

func (c grpcStocks) stock(ctx context.Context, id int32) (stock, error) {
	m, err := c.client.GetStock(ctx, &shopv1.GetStockRequest{ProductId: id})
	return stockOf(m), c.outcome(ctx, err)
}

func (c grpcStocks) stocks(ctx context.Context, ids []int32) ([]stock, error) {
	m, err := c.client.GetStocks(ctx, &shopv1.GetStocksRequest{ProductIds: ids})
	if err := c.outcome(ctx, err); err != nil {
		return nil, err
	}
	return each(m.GetStocks(), stockOf), c.complete(len(m.GetStocks()), len(ids))
}

// grpcProducts asks product.
type grpcProducts struct {
	*grpcUpstream
	client shopv1.ProductServiceClient
}

func (c grpcProducts) product(ctx context.Context, id int32) (product, error) {
	m, err := c.client.GetProduct(ctx, &shopv1.GetProductRequest{Id: id})
	return productOf(m), c.outcome(ctx, err)
}

func (c grpcProducts) products(ctx context.Context, ids []int32) ([]product, error) {
	m, err := c.client.GetProducts(ctx, &shopv1.GetProductsRequest{Ids: ids})
	if err := c.outcome(ctx, err); err != nil {
		return nil, err
	}
	return each(m.GetProducts(), productOf), c.complete(len(m.GetProducts()), len(ids))
}
