package shop

import (
	"context"
	"errors"
	"fmt"
	"net"

	"google.golang.org/grpc"

	"github.com/wiretax/wiretax/contract"
	shopv1 "github.com/wiretax/wiretax/proto/shop/v1"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/grpcserver"
	"github.com/wiretax/wiretax/serving/httpserver"
)

// Transport is what a service speaks, with its callers and with its upstream.
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

// The names of the services, which are also those of the hops in errors.
const (
	Order     = "order"
	Product   = "product"
	Inventory = "inventory"
)

// server serves a service over either transport.
type server interface {
	Serve(net.Listener) error
	Shutdown(context.Context) error
	Announce(...serving.Row)
	Ledger() serving.Ledger
}

// behind returns a service that asks the upstream, and says so in its ledger.
func behind(s server, u upstream) *Server {
	s.Announce(u.row())
	return &Server{s, u}
}

// Server is one service of the chain, with its connections to the next. It is safe for
// concurrent use; the zero Server is not usable.
type Server struct {
	server
	upstream upstream // nil: none
}

// NewInventory returns the service of that name, which does not listen yet. The whole chain has
// to have the same catalog.
func NewInventory(via Transport, c serving.Config) *Server {
	return &Server{server: inventoryServer(via, inventory{c.Catalog}, c)}
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
		u := dialREST(Inventory, upstream, dial, c.Log)
		return behind(productServer(via, assortment{c.Catalog, restStocks{u}}, c), u), nil
	}
	u, err := dialGRPC(Inventory, upstream, dial, c.Log)
	if err != nil {
		return nil, err
	}
	from := grpcStocks{u, shopv1.NewInventoryServiceClient(u.conn)}
	return behind(productServer(via, assortment{c.Catalog, from}, c), u), nil
}

func newOrder(via Transport, upstream string, dial dialFunc, c serving.Config) (*Server, error) {
	if via == REST {
		u := dialREST(Product, upstream, dial, c.Log)
		return behind(orderServer(via, orders{c.Catalog.IDs(), restProducts{u}}, c), u), nil
	}
	u, err := dialGRPC(Product, upstream, dial, c.Log)
	if err != nil {
		return nil, err
	}
	from := grpcProducts{u, shopv1.NewProductServiceClient(u.conn)}
	return behind(orderServer(via, orders{c.Catalog.IDs(), from}, c), u), nil
}

func inventoryServer(via Transport, s stocks, c serving.Config) server {
	return serverOf(via, c,
		func(r grpc.ServiceRegistrar) { shopv1.RegisterInventoryServiceServer(r, inventoryService{stocks: s}) },
		func(r *httpserver.Server) { inventoryRoutes(r, s) })
}

func productServer(via Transport, p products, c serving.Config) server {
	return serverOf(via, c,
		func(r grpc.ServiceRegistrar) { shopv1.RegisterProductServiceServer(r, productService{products: p}) },
		func(r *httpserver.Server) { productRoutes(r, p) })
}

func orderServer(via Transport, o orders, c serving.Config) server {
	return serverOf(via, c,
		func(r grpc.ServiceRegistrar) { shopv1.RegisterOrderServiceServer(r, orderService{orders: o}) },
		func(r *httpserver.Server) { orderRoutes(r, o) })
}

func serverOf(via Transport, c serving.Config, overGRPC func(grpc.ServiceRegistrar), overREST func(*httpserver.Server)) server {
	if via == REST {
		s := httpserver.New(c)
		overREST(s)
		return s
	}
	s := grpcserver.New(c)
	overGRPC(s)
	return s
}

// Shutdown waits for the requests in progress, which may still ask the upstream, and cuts them
// off when ctx is done.
func (s *Server) Shutdown(ctx context.Context) error {
	err := s.server.Shutdown(ctx)
	if s.upstream == nil {
		return err
	}
	return errors.Join(err, s.upstream.Close())
}
