package shop

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"
	codev1 "google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/metrics"
	shopv1 "github.com/wiretax/wiretax/proto/shop/v1"
	"github.com/wiretax/wiretax/serving"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var books = sync.OnceValue(func() *catalog.Catalog { return generate.Catalog(generate.DefaultSeed, 500) })

var transports = []Transport{GRPC, REST}

// chain is the three services over one transport, in memory.
type chain struct {
	*network
	t    *testing.T
	via  Transport
	last stocks // what inventory answers from
	hops map[string]*hop
	conn map[string]*grpc.ClientConn
	web  *http.Client
}

type hop struct {
	server *Server
	reg    *prometheus.Registry
	served chan error
}

// overEach runs a test of a chain over each transport, in a bubble of time. Its last service
// answers from last; nil: from the inventory of the catalog.
func overEach(t *testing.T, last stocks, test func(t *testing.T, c *chain)) {
	for _, via := range transports {
		t.Run(string(via), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { test(t, startChain(t, via, last)) })
		})
	}
}

func startChain(t *testing.T, via Transport, last stocks) *chain {
	if last == nil {
		last = inventory{books()}
	}
	c := &chain{network: newNetwork(), t: t, via: via, last: last, hops: map[string]*hop{}, conn: map[string]*grpc.ClientConn{}}
	transport := &http.Transport{DialContext: c.dial, DisableCompression: true}
	c.web = &http.Client{Transport: transport}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		for _, conn := range c.conn {
			conn.Close()
		}
		for _, name := range []string{Order, Product, Inventory} {
			c.kill(name)
		}
	})
	for _, name := range []string{Inventory, Product, Order} {
		c.start(name)
	}
	return c
}

// start serves a service at its name, anew where it was killed.
func (c *chain) start(name string) {
	c.t.Helper()
	h := &hop{reg: prometheus.NewRegistry(), served: make(chan error, 1)}
	config := serving.Config{Catalog: books(), Metrics: metrics.NewService(h.reg, string(c.via)), Log: slog.New(slog.DiscardHandler)}
	var err error
	switch name {
	case Inventory:
		h.server = &Server{face: inventoryFace(c.via, c.last, config)}
	case Product:
		h.server, err = newProduct(c.via, Inventory, c.dial, config)
	case Order:
		h.server, err = newOrder(c.via, Product, c.dial, config)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	l := c.listen(name)
	go func() { h.served <- h.server.Serve(l) }()
	c.hops[name] = h
	synctest.Wait() // it is connected
}

// kill ends a service at once, and leaves nobody at its address.
func (c *chain) kill(name string) {
	c.end(name)
	c.close(name)
}

func (c *chain) end(name string) {
	h := c.hops[name]
	if h == nil {
		return
	}
	delete(c.hops, name)
	now, cancel := context.WithCancel(context.Background())
	cancel()
	h.server.Shutdown(now)
	if err := <-h.served; err != nil {
		c.t.Errorf("Serve() of %s = %v, want nil", name, err)
	}
}

// question is one request in the form of either transport.
type question struct {
	service string
	target  string
	method  string
	message proto.Message
	answer  proto.Message
}

func getOrder(target string, r *shopv1.GetOrderRequest) question {
	return question{Order, "/v1/orders/" + target, shopv1.OrderService_GetOrder_FullMethodName, r, &shopv1.Order{}}
}

func getProduct(target string, id int32) question {
	return question{Product, "/v1/products/" + target, shopv1.ProductService_GetProduct_FullMethodName, &shopv1.GetProductRequest{Id: id}, &shopv1.Product{}}
}

func getProducts(query string, ids ...int32) question {
	return question{Product, "/v1/products" + query, shopv1.ProductService_GetProducts_FullMethodName, &shopv1.GetProductsRequest{Ids: ids}, &shopv1.GetProductsResponse{}}
}

func getStock(target string, id int32) question {
	return question{Inventory, "/v1/stock/" + target, shopv1.InventoryService_GetStock_FullMethodName, &shopv1.GetStockRequest{ProductId: id}, &shopv1.Stock{}}
}

func getStocks(query string, ids ...int32) question {
	return question{Inventory, "/v1/stock" + query, shopv1.InventoryService_GetStocks_FullMethodName, &shopv1.GetStocksRequest{ProductIds: ids}, &shopv1.GetStocksResponse{}}
}

// outcome is what a caller learns.
type outcome struct {
	Answer          proto.Message // nil where there was an error
	Code, Hop, Text string
}

// ask asks a service of the chain, and ends the test where nothing comes that it can read.
func (c *chain) ask(ctx context.Context, q question) outcome {
	c.t.Helper()
	o, err := c.try(ctx, q)
	if err != nil {
		c.t.Fatalf("%s of %s: %v", q.target, c.via, err)
	}
	return o
}

// try is ask for goroutines. Over REST its error is one of the client.
func (c *chain) try(ctx context.Context, q question) (outcome, error) {
	if c.via == GRPC {
		return c.tryGRPC(ctx, q)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+q.service+q.target, nil)
	if err != nil {
		return outcome{}, err
	}
	if end, ok := ctx.Deadline(); ok {
		r.Header.Set("Request-Timeout", time.Until(end).String())
	}
	response, err := c.web.Do(r)
	if err != nil {
		return outcome{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return outcome{}, err
	}
	if response.StatusCode != http.StatusOK {
		var p struct{ Code, Hop, Detail string }
		err := json.Unmarshal(body, &p)
		return outcome{Code: p.Code, Hop: p.Hop, Text: p.Detail}, err
	}
	answer := proto.Clone(q.answer)
	return outcome{Answer: answer, Code: "OK"}, protojson.Unmarshal(body, answer)
}

func (c *chain) tryGRPC(ctx context.Context, q question) (outcome, error) {
	conn, err := c.client(q.service)
	if err != nil {
		return outcome{}, err
	}
	answer := proto.Clone(q.answer)
	if err = conn.Invoke(ctx, q.method, q.message, answer); err == nil {
		return outcome{Answer: answer, Code: "OK"}, nil
	}
	s := status.Convert(err)
	o := outcome{Code: codev1.Code(s.Code()).String(), Text: s.Message()}
	for _, detail := range s.Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			o.Hop = info.GetMetadata()["hop"]
		}
	}
	return o, nil
}

func (c *chain) client(name string) (*grpc.ClientConn, error) {
	if conn := c.conn[name]; conn != nil {
		return conn, nil
	}
	conn, err := grpc.NewClient("passthrough:"+name,
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return c.dial(ctx, "", name) }),
		grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err == nil {
		c.conn[name] = conn
	}
	return conn, err
}

// requests are those that a service has counted, by code and operation.
func (c *chain) requests(name string) map[string]float64 {
	c.t.Helper()
	synctest.Wait()
	families, err := c.hops[name].reg.Gather()
	if err != nil {
		c.t.Fatal(err)
	}
	counts := map[string]float64{}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			if n := m.GetCounter().GetValue(); family.GetName() == metrics.RequestsTotal && n > 0 && m.GetLabel()[1].GetValue() != metrics.OtherOperation {
				counts[m.GetLabel()[0].GetValue()+" "+m.GetLabel()[1].GetValue()] = n
			}
		}
	}
	return counts
}
