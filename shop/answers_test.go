package shop

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	shopv1 "github.com/wiretax/wiretax/proto/shop/v1"
)

// The chain answers over both transports what its services answer when they call each other
// as functions, however the lines of an order are asked for.
func TestSameAnswers(t *testing.T) {
	i := inventory{books()}
	p := assortment{books(), i}
	o := orders{books().IDs(), p}
	overEach(t, nil, func(t *testing.T, c *chain) {
		for _, id := range []int64{1, 1 << 40} {
			for _, lines := range []int32{0, 1, 10, 100} {
				for word, style := range callStyles {
					want, err := o.order(t.Context(), orderQuery{id, lines, serial})
					if err != nil || len(want.Lines) != max(1, int(lines)) {
						t.Fatalf("order %d of %d lines has %d, %v", id, lines, len(want.Lines), err)
					}
					q := getOrder(fmt.Sprintf("%d?lines=%d&calls=%s", id, lines, word), &shopv1.GetOrderRequest{Id: id, Lines: lines, Calls: shopv1.CallStyle(style)})
					checkAnswer(t, c, q, outcome{Answer: orderMessage(want), Code: "OK"})
				}
			}
		}
		for _, ids := range [][]int32{{1}, {3, 1, 2}, {5, 5}, books().IDs()[:100]} {
			words := "?ids=" + decimals(ids)
			one := decimal(ids[0])
			wantProducts, _ := p.products(t.Context(), ids)
			wantStocks, _ := i.stocks(t.Context(), ids)
			checkAnswer(t, c, getProduct(one, ids[0]), outcome{Answer: productMessage(wantProducts[0]), Code: "OK"})
			checkAnswer(t, c, getStock(one, ids[0]), outcome{Answer: stockMessage(wantStocks[0]), Code: "OK"})
			checkAnswer(t, c, getProducts(words, ids...), outcome{Answer: &shopv1.GetProductsResponse{Products: each(wantProducts, productMessage)}, Code: "OK"})
			checkAnswer(t, c, getStocks(words, ids...), outcome{Answer: &shopv1.GetStocksResponse{Stocks: each(wantStocks, stockMessage)}, Code: "OK"})
		}
	})
}

func checkAnswer(t *testing.T, c *chain, q question, want outcome) {
	t.Helper()
	if diff := cmp.Diff(want, c.ask(t.Context(), q), protocmp.Transform()); diff != "" {
		t.Errorf("%s over %s differs (-want +got):\n%s", q.target, c.via, diff)
	}
}

// The values and the form of an answer stay the same: integers of 64 bits are numbers, and zeros
// are written.
func TestOrderInJSON(t *testing.T) {
	const want = `{"id":7,"lines":[{"product":{"id":419,"title":"Heir to the Sun","author":"Carys Voss","price_cents":1433,"stock":{"product_id":419,"available":72,"warehouse":"west"}},"quantity":1,"amount_cents":1433}],"total_cents":1433}`
	synctest.Test(t, func(t *testing.T) {
		c := startChain(t, REST, nil)
		response, err := c.web.Get("http://order/v1/orders/7")
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if got, err := io.ReadAll(response.Body); err != nil || string(got) != want {
			t.Errorf("GET /v1/orders/7 = %s, %v, want %s", got, err, want)
		}
	})
}

// An order of more lines begins with those of fewer, and orders differ.
func TestOrderLines(t *testing.T) {
	o := orders{books().IDs(), assortment{books(), inventory{books()}}}
	ask := func(id int64, lines int32) []line {
		answer, err := o.order(t.Context(), orderQuery{id: id, lines: lines})
		if err != nil {
			t.Fatalf("order(%d, %d lines) = %v", id, lines, err)
		}
		return answer.Lines
	}
	ten := ask(1, 10)
	if hundred := ask(1, 100); !slices.Equal(hundred[:10], ten) {
		t.Errorf("order 1 begins with %v of 100 lines, with %v of 10", hundred[:10], ten)
	}
	if other := ask(2, 10); slices.Equal(other, ten) {
		t.Errorf("orders 1 and 2 have the same lines: %v", ten)
	}
}

func TestSameRefusals(t *testing.T) {
	tooMany := make([]int32, 101)
	for i := range tooMany {
		tooMany[i] = int32(i + 1)
	}
	// invalid in REST's words alone, which protobuf cannot say.
	type words struct{ target, want string }
	overEach(t, nil, func(t *testing.T, c *chain) {
		for _, test := range []struct {
			question
			code, text string
		}{
			{getOrder("0", &shopv1.GetOrderRequest{}), "INVALID_ARGUMENT", "id: 0 is no order; send a number above 0"},
			{getOrder("-1", &shopv1.GetOrderRequest{Id: -1}), "INVALID_ARGUMENT", "id: -1 is no order; send a number above 0"},
			{getOrder("1?lines=101", &shopv1.GetOrderRequest{Id: 1, Lines: 101}), "INVALID_ARGUMENT", "lines: 101 is out of range; send 1 to 100, or 0 for 1"},
			{getOrder("1?lines=-1", &shopv1.GetOrderRequest{Id: 1, Lines: -1}), "INVALID_ARGUMENT", "lines: -1 is out of range; send 1 to 100, or 0 for 1"},
			{getProduct("0", 0), "NOT_FOUND", "id: there is no product 0; send the id of a book of this catalog"},
			{getProduct("501", 501), "NOT_FOUND", "id: there is no product 501; send the id of a book of this catalog"},
			{getProducts("?ids=1,501", 1, 501), "NOT_FOUND", "ids: there is no product 501; send the id of a book of this catalog"},
			{getProducts(""), "INVALID_ARGUMENT", "ids: it has 0; send 1 to 100"},
			{getProducts("?ids="+decimals(tooMany), tooMany...), "INVALID_ARGUMENT", "ids: it has 101; send 1 to 100"},
			{getStock("-7", -7), "NOT_FOUND", "product_id: there is no product -7; send the id of a book of this catalog"},
			{getStocks("?ids=1,501", 1, 501), "NOT_FOUND", "product_ids: there is no product 501; send the id of a book of this catalog"},
			{getStocks("?ids="), "INVALID_ARGUMENT", "product_ids: it has 0; send 1 to 100"},
		} {
			checkAnswer(t, c, test.question, outcome{Code: test.code, Text: test.text})
		}
		if c.via == GRPC {
			q := getOrder("", &shopv1.GetOrderRequest{Id: 1, Calls: 4})
			checkAnswer(t, c, q, outcome{Code: "INVALID_ARGUMENT", Text: "calls: 4 is no way to call; use serial, parallel or batch"})
			return
		}
		for _, test := range []words{
			{"orders/1?calls=PARALLEL", `calls: "PARALLEL" is no way to call; use serial, parallel or batch`},
			{"orders/one", `id: "one" is no 64-bit integer`},
			{"orders/1?lines=many", `lines: "many" is no 32-bit integer`},
			{"orders/1?lines=%zz", `query: invalid URL escape "%zz"`},
			{"products/4294967296", `id: "4294967296" is no 32-bit integer`},
			{"products?ids=1,,2", `ids: "" is no 32-bit integer`},
			{"stock?ids=1;2", `query: invalid semicolon separator in query`},
		} {
			service := map[string]string{"orders": Order, "products": Product, "stock": Inventory}[strings.FieldsFunc(test.target, func(r rune) bool { return r == '/' || r == '?' })[0]]
			checkAnswer(t, c, question{service: service, target: "/v1/" + test.target}, outcome{Code: "INVALID_ARGUMENT", Text: test.want})
		}
	})
}

// Each style makes exactly the calls that it is named for, of product and of inventory.
func TestCalls(t *testing.T) {
	for _, test := range []struct {
		word               string
		calls              shopv1.CallStyle
		lines              int32
		product, inventory map[string]float64
	}{
		{"serial", shopv1.CallStyle_SERIAL, 10, map[string]float64{"OK GetProduct": 10}, map[string]float64{"OK GetStock": 10}},
		{"parallel", shopv1.CallStyle_PARALLEL, 100, map[string]float64{"OK GetProduct": 100}, map[string]float64{"OK GetStock": 100}},
		{"batch", shopv1.CallStyle_BATCH, 100, map[string]float64{"OK GetProducts": 1}, map[string]float64{"OK GetStocks": 1}},
		{"batch", shopv1.CallStyle_BATCH, 1, map[string]float64{"OK GetProducts": 1}, map[string]float64{"OK GetStocks": 1}},
	} {
		overEach(t, nil, func(t *testing.T, c *chain) {
			o := c.ask(t.Context(), getOrder(fmt.Sprintf("9?lines=%d&calls=%s", test.lines, test.word), &shopv1.GetOrderRequest{Id: 9, Lines: test.lines, Calls: test.calls}))
			if o.Code != "OK" {
				t.Fatalf("GetOrder of %d lines, %s = %s %s", test.lines, test.word, o.Code, o.Text)
			}
			for name, want := range map[string]map[string]float64{Order: {"OK GetOrder": 1}, Product: test.product, Inventory: test.inventory} {
				if diff := cmp.Diff(want, c.requests(name)); diff != "" {
					t.Errorf("%d lines, %s: requests of %s differ (-want +got):\n%s", test.lines, test.word, name, diff)
				}
			}
		})
	}
}
