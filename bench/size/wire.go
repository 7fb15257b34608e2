package size

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/http2/hpack"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// Services are the addresses of the catalog's services, plaintext. They must serve the
// catalog that is weighed, and no other client should use them meanwhile.
type Services struct {
	// REST answers over HTTP/1.1 and, by prior knowledge, HTTP/2.
	REST string
	GRPC string
}

// Wire is the size of a request and its answer on the wire, as TCP payload.
type Wire struct {
	HTTP1 Exchanges `json:"http1"`
	H2C   Exchanges `json:"h2c"`
	GRPC  Exchanges `json:"grpc"`
}

// Exchanges are two requests for the same answer.
type Exchanges struct {
	// First is the first request of a connection. Over HTTP/2 it holds what opens the
	// connection.
	First Exchange `json:"first"`
	// Steady is a request after others of its kind. HTTP/2 need not repeat the headers that
	// they have sent.
	Steady Exchange `json:"steady"`
}

// Exchange is one request with its answer. It does not include pings and window updates of
// HTTP/2, whose number depends on timing.
type Exchange struct {
	Request int64 `json:"request_bytes"`
	Answer  int64 `json:"answer_bytes"`
}

// operation asks for the answer to a key, with a number of items.
type operation struct {
	path func(key, items int) string
	call func(ctx context.Context, c *grpc.ClientConn, key, items int32) (proto.Message, error)
}

var operations = map[string]operation{
	contract.GetBook: {
		func(key, _ int) string { return fmt.Sprintf("/v1/books/%d", key) },
		func(ctx context.Context, c *grpc.ClientConn, key, _ int32) (proto.Message, error) {
			return catalogv1.NewCatalogServiceClient(c).GetBook(ctx, &catalogv1.GetBookRequest{Id: key})
		},
	},
	contract.Recommend: {
		func(key, items int) string {
			return fmt.Sprintf("/v1/recommendations?user_id=%d&category=MYSTERY&max_results=%d", key, items)
		},
		func(ctx context.Context, c *grpc.ClientConn, key, items int32) (proto.Message, error) {
			return catalogv1.NewRecommendationServiceClient(c).Recommend(ctx, &catalogv1.RecommendationRequest{
				UserId: key, Category: catalogv1.BookCategory_MYSTERY, MaxResults: items,
			})
		},
	},
	contract.RatingHistory: {
		func(key, items int) string { return fmt.Sprintf("/v1/books/%d/rating-history?days=%d", key, items) },
		func(ctx context.Context, c *grpc.ClientConn, key, items int32) (proto.Message, error) {
			return catalogv1.NewCatalogServiceClient(c).RatingHistory(ctx, &catalogv1.RatingHistoryRequest{BookId: key, Days: items})
		},
	},
}

// answers reports whether an operation answers with so many items.
func answers(operation string, items int) bool {
	switch operation {
	case contract.GetBook:
		return items == 1
	case contract.Recommend:
		return items <= catalog.MaxMaxResults
	}
	return operation != ""
}

// The keys of the requests. The first is measured. In the steady state the others are sent
// before it, so that only the headers that all requests share were sent before.
var keys = []int{1, 2, 3}

// measureRows measures the requests of all rows that are an answer.
func measureRows(ctx context.Context, s Services, rows []Row) error {
	for i := range rows {
		if !answers(rows[i].operation, rows[i].Items) {
			continue
		}
		if err := measureWire(ctx, s, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// measureWire measures the requests that are answered with the row.
func measureWire(ctx context.Context, s Services, row *Row) error {
	op, w := operations[row.operation], new(Wire)
	for _, t := range []struct {
		into *Exchanges
		ask  func(keys []int) (Exchange, error)
	}{
		{&w.HTTP1, func(keys []int) (Exchange, error) { return overHTTP(ctx, s.REST, false, op, row, keys) }},
		{&w.H2C, func(keys []int) (Exchange, error) { return overHTTP(ctx, s.REST, true, op, row, keys) }},
		{&w.GRPC, func(keys []int) (Exchange, error) { return overGRPC(ctx, s.GRPC, op, row, keys) }},
	} {
		var err1, err2 error
		t.into.First, err1 = t.ask(keys[:1])
		t.into.Steady, err2 = t.ask([]int{keys[1], keys[2], keys[0]})
		if err := errors.Join(err1, err2); err != nil {
			return fmt.Errorf("measure %s on the wire: %w", row.operation, err)
		}
	}
	row.Wire = w
	return nil
}

// The hosts that requests name, with the services' usual ports whatever the real ones are.
const (
	restHost = "localhost:8080"
	grpcHost = "localhost:50051"
)

// overHTTP opens a connection, asks for the keys one after another and returns the size of the
// last exchange. Over HTTP/2 an answer's headers repeat the date only if it has changed. If it
// has changed between the last two answers, overHTTP starts over.
func overHTTP(ctx context.Context, address string, http2 bool, op operation, row *Row, keys []int) (Exchange, error) {
	for {
		e, sameDate, err := askOverHTTP(ctx, address, http2, op, row, keys)
		if err != nil || sameDate {
			return e, err
		}
	}
}

func askOverHTTP(ctx context.Context, address string, http2 bool, op operation, row *Row, keys []int) (e Exchange, sameDate bool, err error) {
	var counted *countedConn
	transport := &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var err error
			counted, err = dial(ctx, address, http2)
			return counted, err
		},
		Protocols:          new(http.Protocols),
		DisableCompression: true, // otherwise it would ask for gzip, which gRPC does not
	}
	transport.Protocols.SetHTTP1(!http2)
	transport.Protocols.SetUnencryptedHTTP2(http2)
	conn, err := transport.NewClientConn(ctx, "http", restHost)
	if err != nil {
		return Exchange{}, false, err
	}
	defer conn.Close()
	if http2 {
		// The server's settings change three bytes of the next request. A client of gRPC
		// waits for them, and so does this one.
		select {
		case <-counted.settled:
		case <-ctx.Done():
			return Exchange{}, false, ctx.Err()
		}
	}
	var before spent
	var lastDate, date string
	for i, key := range keys {
		if i > 0 {
			before = counted.count()
		}
		lastDate = date
		var length int64
		if length, date, err = get(ctx, conn, op.path(key, row.Items)); err != nil {
			return Exchange{}, false, err
		}
		if key == 1 && length != row.JSON {
			return Exchange{}, false, fmt.Errorf("the answer over HTTP has %d bytes and not %d: the service has another catalog", length, row.JSON)
		}
	}
	e = exchangeOf(counted.count().since(before))
	if http2 && len(keys) == 1 {
		// The length of a date in Huffman's code depends on the day.
		e.Answer += int64(hpack.HuffmanEncodeLength(someDate)) - int64(hpack.HuffmanEncodeLength(date))
	}
	return e, len(keys) == 1 || date == lastDate, nil
}

// someDate replaces the date of the first answer over HTTP/2.
var someDate = time.Unix(0, 0).UTC().Format(http.TimeFormat)

// get sends a request and reads the answer to its end.
func get(ctx context.Context, c *http.ClientConn, path string) (length int64, date string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+restHost+path, nil)
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Accept", "application/json")
	response, err := c.RoundTrip(request)
	if err != nil {
		return 0, "", err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return 0, "", fmt.Errorf("GET %s: %s", path, response.Status)
	}
	length, err = io.Copy(io.Discard, response.Body)
	return length, response.Header.Get("Date"), err
}

// overGRPC is like overHTTP, for gRPC, whose answers have no date.
func overGRPC(ctx context.Context, address string, op operation, row *Row, keys []int) (Exchange, error) {
	var conn *countedConn
	client, err := grpc.NewClient("passthrough:///"+grpcHost,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) {
			var err error
			conn, err = dial(ctx, address, true)
			return conn, err
		}))
	if err != nil {
		return Exchange{}, err
	}
	defer client.Close()
	var before spent
	for i, key := range keys {
		if i > 0 {
			before = conn.count()
		}
		answer, err := op.call(ctx, client, int32(key), int32(row.Items))
		if err != nil {
			return Exchange{}, err
		}
		if size := proto.Size(answer); key == 1 && int64(size) != row.Protobuf {
			return Exchange{}, fmt.Errorf("the answer over gRPC has %d bytes and not %d: the service has another catalog", size, row.Protobuf)
		}
	}
	return exchangeOf(conn.count().since(before)), nil
}

func exchangeOf(s spent) Exchange {
	return Exchange{s.exchange[out] + s.opening[out], s.exchange[in] + s.opening[in]}
}
