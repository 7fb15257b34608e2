package catalog_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/client"
	catalogclient "github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/contract"
	shopsvc "github.com/wiretax/wiretax/shop"
)

// leanSettings are those that the lean client has.
func leanSettings(t *testing.T) []setting {
	t.Helper()
	return slices.DeleteFunc(allSettings(t), func(s setting) bool { return s.client.Gzip })
}

// Every operation that the contract says lean carries has a lean client, and every other one an
// error that names a remedy.
func TestLeanCarriesWhatTheContractSays(t *testing.T) {
	for _, stack := range contract.Stacks() {
		for _, op := range stack.Carries {
			_, err := catalogclient.New(t.Context(), stack.Name, catalogclient.Config{
				Address: "127.0.0.1:1", Operation: op, Connections: 1, Client: contract.LeanClient,
				Requests: []catalogclient.Request{{Items: 1}},
			})
			why := contract.WhyNotLean(contract.OperationNamed(op), stack)
			if err == nil {
				t.Errorf("New(%s, %s) connects to nobody", stack.Name, op)
			} else if refused := strings.HasPrefix(err.Error(), "make client: lean does not carry "+op+" on "+stack.Name); refused != (why != "") ||
				refused && !strings.Contains(err.Error(), why+"; use the native client") {
				t.Errorf("New(%s, %s) = %v, want refused: %v, %q", stack.Name, op, err, why != "", why)
			}
		}
	}
	_, err := catalogclient.New(t.Context(), contract.REST, catalogclient.Config{
		Address: "127.0.0.1:1", Operation: contract.GetBook, Connections: 1, Client: contract.LeanClient,
		Requests: []catalogclient.Request{{}}, Settings: conn.Settings{Gzip: true},
	})
	if want := "make client: lean does not carry GetBook on rest: it has no compression; use the native client"; err == nil || err.Error() != want {
		t.Errorf("New() with gzip = %v, want %s", err, want)
	}
}

// holdLean compares a lean client with the native one of the same stack: what it fetches, and
// what it finds of right and of wrong answers.
func holdLean(t *testing.T, stack string, c catalogclient.Config) {
	t.Helper()
	native := newClient(t, stack, c).(catalogclient.Client)
	wants, err := catalogclient.Reference(t.Context(), c.Requests, map[string]client.Client{stack: native})
	if err != nil {
		t.Fatalf("%s on %s: %v", c.Operation, stack, err)
	}
	want := wants[stack]
	c.Client, c.Want = contract.LeanClient, want
	lean := newClient(t, stack, c).(catalogclient.Client)
	c.Want = append(want[1:len(want):len(want)], want[0])
	mistaken := newClient(t, stack, c)
	if _, ok := lean.(load.Pacer); !ok {
		t.Errorf("%s on %s: the lean client does not keep the schedule", c.Operation, stack)
	}
	for i := range c.Requests {
		seq := uint64(i)
		got, err := lean.Fetch(t.Context(), seq)
		if err != nil || !proto.Equal(got.Message, want[i].Message) || got.RequestBytes != want[i].RequestBytes || got.AnswerBytes != want[i].AnswerBytes {
			t.Errorf("%s on %s, request %d: lean fetches %d and %d bytes, %v, %v, want %d and %d, %v", c.Operation, stack, i,
				got.RequestBytes, got.AnswerBytes, got.Message, err, want[i].RequestBytes, want[i].AnswerBytes, want[i].Message)
		}
		for _, check := range []bool{false, true} {
			n := clienttest.Ask(t.Context(), native, load.Ticket{Seq: seq})
			o := clienttest.Ask(t.Context(), lean, load.Ticket{Seq: seq, Check: check})
			if o.Failure != "" || o.RequestBytes != want[i].RequestBytes || o.AnswerBytes != want[i].AnswerBytes || o.Items != n.Items || (o.FirstItem > 0) != (n.FirstItem > 0) {
				t.Errorf("%s on %s, request %d, check %v: lean says %+v, native %+v", c.Operation, stack, i, check, o, n)
			}
		}
		if proto.Equal(c.Want[i].Message, want[i].Message) {
			continue // two requests for the same list
		}
		if o := clienttest.Ask(t.Context(), mistaken, load.Ticket{Seq: seq, Check: true}); o.Failure != contract.WrongAnswer {
			t.Errorf("%s on %s, request %d held against another answer = %+v, want wrong answer", c.Operation, stack, i, o)
		}
	}
}

func TestLeanAnswersAsNativeDoes(t *testing.T) {
	books := generate.Catalog(1, 300)
	for _, as := range leanSettings(t) {
		for _, stack := range contract.Stacks() {
			if stack.Service == "" {
				continue // a gateway's, which has a test of its own
			}
			address, _ := serveAs(t, stack.Name, books, as)
			for _, op := range stack.Carries {
				known := contract.OperationNamed(op)
				if known.OfShop() || contract.WhyNotLean(known, stack) != "" {
					continue
				}
				c := config(address, op, books)
				c.Requests, c.Settings = c.Requests[:6], as.client
				holdLean(t, stack.Name, c)
			}
		}
	}
}

// A service gets the same requests of both clients.
func TestLeanAsksAsNativeDoes(t *testing.T) {
	for _, stack := range contract.Stacks() {
		for _, op := range stack.Carries {
			if contract.WhyNotLean(contract.OperationNamed(op), stack) != "" {
				continue
			}
			asked := make(chan string, 1)
			n := clienttest.NewNetwork(t)
			wait := clienttest.ServeHTTP(n, func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				asked <- fmt.Sprintf("%s %s %s %s %q %v", r.Proto, r.Method, r.RequestURI, r.Host, body, r.Header)
				w.WriteHeader(http.StatusNotFound)
			})
			c := catalogclient.Config{Address: n.Addr().String(), Operation: op, Connections: 1, Requests: []catalogclient.Request{{BookID: 7, UserID: 8, Category: "MYSTERY", Items: 9, OrderID: 10, Calls: contract.Batch}}}
			got := make(map[string]string)
			for _, which := range contract.Clients() {
				c.Client = which
				if o := clienttest.Ask(t.Context(), newClient(t, stack.Name, c), load.Ticket{}); o.Failure == "" {
					t.Errorf("%s on %s by %s: a missing path is no failure", op, stack.Name, which)
				}
				got[which] = <-asked
			}
			if diff := cmp.Diff(got[contract.NativeClient], got[contract.LeanClient]); diff != "" {
				t.Errorf("%s on %s: (-native +lean)\n%s", op, stack.Name, diff)
			}
			wait()
		}
	}
}

func TestLeanAsksTheShop(t *testing.T) {
	books := generate.Catalog(1, 300)
	for stack, via := range map[string]shopsvc.Transport{contract.REST: shopsvc.REST, contract.GRPC: shopsvc.GRPC} {
		addresses := serveShop(t, via, books)
		for _, op := range []plan.Operation{{Operation: contract.GetStock}, {Operation: contract.GetProduct}, {Operation: contract.GetOrder, Items: 7, Calls: contract.Batch}} {
			holdLean(t, stack, catalogclient.Config{
				Address: addresses[op.Operation], Operation: op.Operation, Connections: 2,
				Requests: catalogclient.Requests(1, op, books.IDs())[:6],
			})
		}
	}
}

// What a service sends with another status is a failure of the same kind by both clients.
func TestLeanNamesFailures(t *testing.T) {
	books := generate.Catalog(1, 300)
	for _, stack := range stacks {
		address, stop := serve(t, stack, books)
		c := config(address, contract.GetBook, books)
		c.Requests = []catalogclient.Request{{BookID: 1}, {BookID: 9999}}
		native := newClient(t, stack, c)
		c.Client = contract.LeanClient
		lean := newClient(t, stack, c)
		for seq := range uint64(2) {
			n, l := clienttest.Ask(t.Context(), native, load.Ticket{Seq: seq}), clienttest.Ask(t.Context(), lean, load.Ticket{Seq: seq})
			if n.Failure != l.Failure || (seq == 1) != (l.Failure != "") {
				t.Errorf("%s, request %d: lean says %q, native %q", stack, seq, l.Failure, n.Failure)
			}
		}
		if _, err := lean.(catalogclient.Client).Fetch(t.Context(), 1); err == nil {
			t.Errorf("%s: Fetch() of an unknown book has no error", stack)
		}
		stop()
		if o := clienttest.Ask(t.Context(), lean, load.Ticket{}); !slices.Contains(clienttest.Gone, o.Failure) {
			t.Errorf("%s: a stopped service = %q, want one of %q", stack, o.Failure, clienttest.Gone)
		}
	}
}

// An answer of the right length and another content is found by the full check only.
func TestLeanChecksTheContentOfASample(t *testing.T) {
	n := clienttest.NewNetwork(t)
	defer clienttest.ServeHTTP(n, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `{"id":`+r.URL.Path[len("/v1/books/"):]+`}`)
	})()
	c := catalogclient.Config{Address: n.Addr().String(), Operation: contract.GetBook, Connections: 1, Requests: []catalogclient.Request{{BookID: 7}, {BookID: 8}}}
	wants, err := catalogclient.Reference(t.Context(), c.Requests, map[string]client.Client{contract.REST: newClient(t, contract.REST, c)})
	if err != nil {
		t.Fatal(err)
	}
	c.Client, c.Want = contract.LeanClient, []catalogclient.Want{wants[contract.REST][1], wants[contract.REST][0]}
	lean := newClient(t, contract.REST, c)
	for check, want := range map[bool]string{false: "", true: contract.WrongAnswer} {
		if o := clienttest.Ask(t.Context(), lean, load.Ticket{Check: check}); o.Failure != want {
			t.Errorf("another book of the same length, check %v = %q, want %q", check, o.Failure, want)
		}
	}
}

// The ledger says what the lean client does, and no more than it knows.
func TestLedgerOfLean(t *testing.T) {
	books := generate.Catalog(1, 300)
	address, _ := serve(t, contract.GRPC, books)
	c := config(address, contract.GetBook, books)
	c.Client = contract.LeanClient
	rows := make(map[string]string)
	for _, row := range newClient(t, contract.GRPC, c).Ledger() {
		if rows[row.Aspect] != "" || row.Does == "" {
			t.Errorf("%s: %q and %q say what is done", row.Aspect, rows[row.Aspect], row.Does)
		}
		rows[row.Aspect] = row.Does
	}
	if got, want := rows[conn.AspectChecks], "the status of every answer: the right answers are not known"; got != want {
		t.Errorf("checks are %q, want %q", got, want)
	}
	if got, want := rows[conn.AspectCodec], "requests beforehand, and the answers that the engine picks; protobuf: generated messages, "; !strings.HasPrefix(got, want) {
		t.Errorf("codec is %q, want %q…", got, want)
	}
	c.Want = make([]catalogclient.Want, len(c.Requests))
	for _, row := range newClient(t, contract.GRPC, c).Ledger() {
		if want := "every answer is checked by its status and length; those that the engine picks are compared in full"; row.Aspect == conn.AspectChecks && row.Does != want {
			t.Errorf("checks with the right answers are %q, want %q", row.Does, want)
		}
	}
}
