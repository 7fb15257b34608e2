package shop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"google.golang.org/grpc"

	"github.com/wiretax/wiretax/contract"
	shopv1 "github.com/wiretax/wiretax/proto/shop/v1"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/grpcserver"
	"github.com/wiretax/wiretax/serving/httpserver"
)

// Transport is what a service speaks, to those who ask it and to the one that it asks.
type Transport string

// The transports.
const (
	GRPC Transport = contract.GRPC
	REST Transport = contract.REST // JSON over HTTP/1.1
)

// ParseTransport returns the transport of that name.
func ParseTransport(name string) (Transport, error) {
	switch t := Transport(name); t {
	case GRPC, REST:
		return t, nil
	}
	return "", fmt.Errorf("%q is no transport; use grpc or rest", name)
}

// The names of the services, which are those of hops in errors too.
const (
	Order     = "order"
	Product   = "product"
	Inventory = "inventory"
)

// face is what a service shows to those who ask it, over either transport.
type face interface {
	Serve(net.Listener) error
	Shutdown(context.Context) error
	Announce(...serving.Row)
	Ledger() serving.Ledger
}

// upstream is the way to the service that a service asks.
type upstream interface {
	io.Closer
	row() serving.Row
}

// behind is a service that asks the upstream, and says so.
func behind(f face, u upstream) *Server {
	f.Announce(u.row())
	return &Server{f, u}
}

// Server is one service of the chain, with its connections to the next. It is safe for
// concurrent use; the zero Server is not usable.
type Server struct {
	face
	upstream upstream // nil: it asks nobody
}

// NewInventory returns the service of that name, which is not listening yet. The catalog of
// the config has to be the same in the whole chain.
func NewInventory(via Transport, c serving.Config) *Server {
	return &Server{face: inventoryFace(via, inventory{c.Catalog}, c)}
}

// NewProduct returns the service of that name, which asks inventory at an address.
func NewProduct(via Transport, inventory string, c serving.Config) (*Server, error) {
	return newProduct(via, inventory, overTCP, c)
}

// NewOrder returns the service of that name, which asks product at an address.
func NewOrder(via Transport, product string, c serving.Config) (*Server, error) {
	return newOrder(via, product, overTCP, c)
}

func newProduct(via Transport, upstream string, dial dialFunc, c serving.Config) (*Server, error) {
	if via == REST {
		l := dialREST(Inventory, upstream, dial, c.Log)
		return behind(productFace(via, assortment{c.Catalog, restStocks{l}}, c), l), nil
	}
	l, err := dialGRPC(Inventory, upstream, dial, c.Log)
	if err != nil {
		return nil, err
	}
	from := grpcStocks{l, shopv1.NewInventoryServiceClient(l.conn)}
	return behind(productFace(via, assortment{c.Catalog, from}, c), l), nil
}

func newOrder(via Transport, upstream string, dial dialFunc, c serving.Config) (*Server, error) {
	if via == REST {
		l := dialREST(Product, upstream, dial, c.Log)
		return behind(orderFace(via, orders{c.Catalog.IDs(), restProducts{l}}, c), l), nil
	}
	l, err := dialGRPC(Product, upstream, dial, c.Log)
	if err != nil {
		return nil, err
	}
	from := grpcProducts{l, shopv1.NewProductServiceClient(l.conn)}
	return behind(orderFace(via, orders{c.Catalog.IDs(), from}, c), l), nil
}

func inventoryFace(via Transport, s stocks, c serving.Config) face {
	return faceOf(via, c,
		func(r grpc.ServiceRegistrar) { shopv1.RegisterInventoryServiceServer(r, inventoryService{stocks: s}) },
		func(r *httpserver.Server) { inventoryRoutes(r, s) })
}

func productFace(via Transport, p products, c serving.Config) face {
	return faceOf(via, c,
		func(r grpc.ServiceRegistrar) { shopv1.RegisterProductServiceServer(r, productService{products: p}) },
		func(r *httpserver.Server) { productRoutes(r, p) })
}

func orderFace(via Transport, o orders, c serving.Config) face {
	return faceOf(via, c,
		func(r grpc.ServiceRegistrar) { shopv1.RegisterOrderServiceServer(r, orderService{orders: o}) },
		func(r *httpserver.Server) { orderRoutes(r, o) })
}

func faceOf(via Transport, c serving.Config, overGRPC func(grpc.ServiceRegistrar), overREST func(*httpserver.Server)) face {
	if via == REST {
		s := httpserver.New(c)
		overREST(s)
		return s
	}
	s := grpcserver.New(c)
	overGRPC(s)
	return s
}

// Shutdown lets the requests under way end, and with them what they ask of the upstream; when
// ctx is done it cuts them off.
func (s *Server) Shutdown(ctx context.Context) error {
	err := s.face.Shutdown(ctx)
	if s.upstream == nil {
		return err
	}
	return errors.Join(err, s.upstream.Close())
}
