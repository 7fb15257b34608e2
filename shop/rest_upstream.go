package shop

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/httpserver"
)

// restUpstream asks an upstream over HTTP/1.1, by as many connections as there are requests at a
// time. The first is opened at the start.
type restUpstream struct {
	callee
	base      string
	transport *http.Transport
	stop      context.CancelFunc
	opened    chan struct{} // closed when the first connection is open, or has failed
}

func dialREST(hop, address string, dial dialFunc, log *slog.Logger) *restUpstream {
	ctx, stop := context.WithTimeout(context.Background(), dialTime)
	u := &restUpstream{
		callee: callee{hop: hop, log: log},
		base:   "http://" + address,
		transport: &http.Transport{
			Proxy:               once,
			DialContext:         dial,
			MaxIdleConnsPerHost: serving.MaxStreams, // as many as gRPC sends over its one
			IdleConnTimeout:     serving.IdleTimeout / 2,
			DisableCompression:  true,
		},
		stop:   stop,
		opened: make(chan struct{}),
	}
	go func() {
		defer close(u.opened)
		u.get(ctx, "/healthz", nil)
	}()
	return u
}

// row says how the upstream is asked.
func (u *restUpstream) row() serving.Row {
	t := u.transport
	compression := "gzip offered"
	if t.DisableCompression {
		compression = "no compression offered"
	}
	return serving.Row{Aspect: serving.AspectUpstream, Does: fmt.Sprintf(
		"%s by GET: net/http of %s, HTTP/1.1, plaintext, %s, JSON decoded by encoding/json into typed structs, a connection for each request at a time, of which up to %d stay open for %s without one, without retries",
		u.hop, runtime.Version(), compression, t.MaxIdleConnsPerHost, serving.Period(t.IdleConnTimeout))}
}

func (u *restUpstream) Close() error {
	u.stop()
	<-u.opened
	u.transport.CloseIdleConnections()
	return nil
}

// sentKey is the key of a *bool in the context of a request: whether it was sent.
type sentKey struct{}

var errSentOnce = errors.New("the connection broke under the request, which is not sent again")

// once prevents retries. When a connection breaks that has carried an earlier request, net/http
// sends the request once more over another one; before each attempt it calls this function for
// a proxy. There is no proxy.
func once(r *http.Request) (*url.URL, error) {
	sent, ok := r.Context().Value(sentKey{}).(*bool)
	if ok && *sent {
		return nil, errSentOnce
	}
	if ok {
		*sent = true
	}
	return nil, nil
}

// get asks for a path and decodes the answer, unless into is nil.
func (u *restUpstream) get(ctx context.Context, path string, into any) error {
	request, err := http.NewRequestWithContext(context.WithValue(ctx, sentKey{}, new(bool)), http.MethodGet, u.base+path, nil)
	if err != nil {
		return err
	}
	if end, ok := ctx.Deadline(); ok {
		// The upstream takes no time below a nanosecond; ctx ends the call anyway.
		left := max(time.Until(end), time.Nanosecond)
		request.Header[httpserver.RequestTimeout] = []string{left.String()}
	}
	response, err := u.transport.RoundTrip(request)
	if err != nil {
		return u.broke(ctx, false, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, serving.MaxMessageBytes))
	if err != nil {
		return u.broke(ctx, false, err)
	}
	if response.StatusCode != http.StatusOK {
		return u.problem(ctx, response, body)
	}
	u.answered()
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(body, into); err != nil {
		return u.refused("it answered what is no JSON of it: " + err.Error())
	}
	return nil
}

// problem returns the error of an answer that is not a success.
func (u *restUpstream) problem(ctx context.Context, response *http.Response, body []byte) error {
	var p struct{ Detail, Hop string }
	if err := json.Unmarshal(body, &p); err != nil {
		p.Detail = "it answered " + response.Status
	}
	timeout := response.StatusCode == http.StatusGatewayTimeout
	switch response.StatusCode {
	case http.StatusGatewayTimeout, http.StatusServiceUnavailable, http.StatusBadGateway:
		if p.Hop != "" {
			u.answered()
			return &serving.UpstreamError{Hop: p.Hop, Timeout: timeout}
		}
		return u.broke(ctx, timeout, errors.New(p.Detail))
	}
	return u.refused(p.Detail)
}

// restStocks asks inventory.
type restStocks struct{ *restUpstream }

func (c restStocks) stock(ctx context.Context, id int32) (s stock, err error) {
	err = c.get(ctx, "/v1/stock/"+decimal(id), &s)
	return s, err
}

func (c restStocks) stocks(ctx context.Context, ids []int32) ([]stock, error) {
	var list stockList
	if err := c.get(ctx, "/v1/stock?ids="+decimals(ids), &list); err != nil {
		return nil, err
	}
	return list.Stocks, c.complete(len(list.Stocks), len(ids))
}

// restProducts asks product.
type restProducts struct{ *restUpstream }

func (c restProducts) product(ctx context.Context, id int32) (p product, err error) {
	err = c.get(ctx, "/v1/products/"+decimal(id), &p)
	return p, err
}

func (c restProducts) products(ctx context.Context, ids []int32) ([]product, error) {
	var list productList
	if err := c.get(ctx, "/v1/products?ids="+decimals(ids), &list); err != nil {
		return nil, err
	}
	return list.Products, c.complete(len(list.Products), len(ids))
}

func decimal(n int32) string { return strconv.Itoa(int(n)) }

func decimals(ids []int32) string { return strings.Join(each(ids, decimal), ",") }
