package catalog_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/client"
	catalogclient "github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/metrics"
	shopv1 "github.com/wiretax/wiretax/proto/shop/v1"
	"github.com/wiretax/wiretax/serving"
	shopsvc "github.com/wiretax/wiretax/shop"
)

// serveShop serves the chain over a transport and returns the addresses by operation.
func serveShop(t *testing.T, via shopsvc.Transport, books *catalog.Catalog) map[string]string {
	t.Helper()
	c := serving.Config{
		Catalog: books, Metrics: metrics.NewService(prometheus.NewRegistry(), "shop"),
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	addresses := make(map[string]string)
	addresses["GetStock"] = listen(t, shopsvc.NewInventory(via, c))
	product, err := shopsvc.NewProduct(via, addresses["GetStock"], c)
	if err != nil {
		t.Fatal(err)
	}
	addresses["GetProduct"] = listen(t, product)
	order, err := shopsvc.NewOrder(via, addresses["GetProduct"], c)
	if err != nil {
		t.Fatal(err)
	}
	addresses["GetOrder"] = listen(t, order)
	return addresses
}

// The shop answers the same over both transports, however the products of an order are asked
// for, and the full check finds every wrong answer.
func TestShopAnswersTheSame(t *testing.T) {
	books := generate.Catalog(1, 300)
	served := map[string]map[string]string{"rest": serveShop(t, shopsvc.REST, books), "grpc": serveShop(t, shopsvc.GRPC, books)}
	orders := make(map[string][]catalogclient.Want)
	for _, op := range []plan.Operation{
		{Operation: "GetStock"}, {Operation: "GetProduct"},
		{Operation: "GetOrder", Items: 1, Calls: "serial"},
		{Operation: "GetOrder", Items: 7, Calls: "serial"}, {Operation: "GetOrder", Items: 7, Calls: "parallel"}, {Operation: "GetOrder", Items: 7, Calls: "batch"},
	} {
		name := fmt.Sprint(op.Operation, op.Items, op.Calls)
		requests := catalogclient.Requests(1, op, books.IDs())[:6]
		clients, configs := make(map[string]client.Client), make(map[string]catalogclient.Config)
		for stack, addresses := range served {
			configs[stack] = catalogclient.Config{Address: addresses[op.Operation], Operation: op.Operation, Connections: 2, Requests: requests}
			clients[stack] = newClient(t, stack, configs[stack])
		}
		wants, err := catalogclient.Reference(t.Context(), requests, clients)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for stack := range served {
			c := configs[stack]
			c.Want = wants[stack]
			client := newClient(t, stack, c)
			wrong := c
			wrong.Want = append(wants[stack][1:len(wants[stack]):len(wants[stack])], wants[stack][0])
			mistaken := newClient(t, stack, wrong)
			for seq := range uint64(len(requests)) {
				if o := clienttest.Ask(t.Context(), client, load.Ticket{Seq: seq, Check: true}); o.Failure != "" || o.AnswerBytes == 0 || o.RequestBytes == 0 {
					t.Errorf("%s on %s, request %d: %+v, want a right answer with its sizes", name, stack, seq, o)
				}
				if o := clienttest.Ask(t.Context(), mistaken, load.Ticket{Seq: seq, Check: true}); o.Failure != "wrong answer" {
					t.Errorf("%s on %s, request %d held against another answer = %q, want wrong answer", name, stack, seq, o.Failure)
				}
			}
		}
		if op.Operation == "GetOrder" && op.Items == 7 {
			orders[op.Calls] = wants["rest"]
		}
	}
	for i, want := range orders["serial"] {
		if n := len(want.Message.(*shopv1.Order).GetLines()); n != 7 {
			t.Errorf("order %d has %d lines, want 7", i, n)
		}
		for _, calls := range []string{"parallel", "batch"} {
			if !proto.Equal(want.Message, orders[calls][i].Message) {
				t.Errorf("order %d by %s calls is %v, want %v", i, calls, orders[calls][i].Message, want.Message)
			}
		}
	}
}

// A run asks for so many different orders that they have about the same number of lines
// together, and always a power of two.
func TestRequestsOfOrders(t *testing.T) {
	for _, tt := range []struct{ lines, want int }{{1, 512}, {8, 512}, {9, 256}, {10, 256}, {100, 32}} {
		list := catalogclient.Requests(1, plan.Operation{Operation: "GetOrder", Items: tt.lines, Calls: "batch"}, nil)
		if len(list) != tt.want {
			t.Errorf("%d orders of %d lines, want %d", len(list), tt.lines, tt.want)
		}
		for _, r := range list {
			if r.OrderID < 1 || r.Items != int32(tt.lines) || r.Calls != "batch" {
				t.Fatalf("request %+v, want an order of %d lines by batch", r, tt.lines)
			}
		}
	}
}

// fakeGateway asks a REST service and writes an answer of a gateway's with the status.
func fakeGateway(rest, status string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		response, err := http.Get("http://" + rest + "/v1" + r.URL.RequestURI())
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer response.Body.Close()
		text, _ := io.ReadAll(response.Body)
		io.WriteString(w, strings.Replace(string(text), "{", `{"status":"`+status+`",`, 1))
	}
}

// A gateway has paths and answers of its own, which say the same as the service's.
func TestGatewayAnswersAsTheService(t *testing.T) {
	books := generate.Catalog(1, 300)
	rest, _ := serve(t, "rest", books)
	grpc, _ := serve(t, "grpc", books)
	defer http.DefaultClient.CloseIdleConnections()
	for _, tt := range []struct{ status, want string }{{"success", ""}, {"failed", "wrong answer"}, {"failure", "wrong answer"}} {
		n := clienttest.NewNetwork(t)
		wait := clienttest.ServeHTTP(n, fakeGateway(rest, tt.status))
		c := config("", "Recommend", books)
		c.Requests = c.Requests[:6]
		clients := make(map[string]client.Client)
		for stack, address := range map[string]string{"rest": rest, "grpc": grpc, "node-rest": n.Addr().String(), "go-grpc": n.Addr().String()} {
			c.Address = address
			clients[stack] = newClient(t, stack, c)
		}
		wants, err := catalogclient.Reference(t.Context(), c.Requests, clients)
		if err != nil {
			t.Fatal(err)
		}
		c.Want, c.Address = wants["go-grpc"], n.Addr().String()
		for _, c.Client = range contract.Clients() {
			client := newClient(t, "go-grpc", c)
			if o := clienttest.Ask(t.Context(), client, load.Ticket{Check: true}); o.Failure != tt.want {
				t.Errorf("%s: an answer with the status %q = %q, want %q", c.Client, tt.status, o.Failure, tt.want)
			}
		}
		if more := wants["go-grpc"][0].AnswerBytes - wants["rest"][0].AnswerBytes; more != len(`"status":"",`)+len(tt.status) {
			t.Errorf("the gateway's answer has %d bytes more than the service's, want those of its status %q", more, tt.status)
		}
		wait()
	}
	for _, tt := range []struct{ got, want string }{
		{catalogclient.URL("node-grpc", "Recommend", "h:1", conn.Settings{}), "http://h:1/recommendations"},
		{catalogclient.URL("rest", "Recommend", "h:1", conn.Settings{}), "http://h:1/v1/recommendations"},
		{catalogclient.URL("rest", "GetOrder", "h:1", conn.Settings{}), "http://h:1/v1/orders/{id}"},
		{catalogclient.URL("grpc", "GetOrder", "h:1", conn.Settings{}), "grpc://h:1/shop.v1.OrderService/GetOrder"},
		{emptyURL("node-grpc"), "http://h:1/health"},
		{emptyURL("rest"), "http://h:1/healthz"},
	} {
		if tt.got != tt.want {
			t.Errorf("URL = %s, want %s", tt.got, tt.want)
		}
	}
}

func emptyURL(stack string) string {
	request, _ := catalogclient.EmptyRequest(stack, "h:1", conn.Settings{})
	return request.URL
}
