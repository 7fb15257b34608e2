package catalog_test

import (
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

func TestUploadsThatFail(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	wants := wants(t, "UploadBookRatings")
	type upload = grpc.ClientStreamingServer[catalogv1.BookRating, catalogv1.UploadBookRatingsResponse]
	rpc := func(upload func(*clienttest.Network, upload) error) func(*clienttest.Network) func() {
		return func(n *clienttest.Network) func() {
			return (&shop{upload: func(s grpc.ClientStreamingServer[catalogv1.BookRating, catalogv1.UploadBookRatingsResponse]) error {
				return upload(n, s)
			}}).serve(n)
		}
	}
	http1 := func(handler func(*clienttest.Network, http.ResponseWriter, *http.Request)) func(*clienttest.Network) func() {
		return func(n *clienttest.Network) func() {
			return clienttest.ServeHTTP(n, func(w http.ResponseWriter, r *http.Request) { handler(n, w, r) })
		}
	}
	for _, test := range []struct {
		name, stack string
		serve       func(*clienttest.Network) func()
		kinds       []string
	}{
		{"refused in the midst", "grpc", rpc(func(_ *clienttest.Network, s upload) error {
			s.Recv()
			return status.Error(codes.InvalidArgument, "no more")
		}), []string{"code InvalidArgument"}},
		{"refused in the midst", "rest-ndjson", http1(func(_ *clienttest.Network, w http.ResponseWriter, r *http.Request) {
			r.Body.Read(make([]byte, 1))
			w.WriteHeader(http.StatusBadRequest)
		}), append([]string{"status 400"}, clienttest.Gone...)},
		{"killed in the midst", "grpc", rpc(func(n *clienttest.Network, s upload) error { s.Recv(); n.Kill(); return nil }), clienttest.Gone},
		{"killed in the midst", "rest-ndjson", http1(func(n *clienttest.Network, _ http.ResponseWriter, r *http.Request) {
			r.Body.Read(make([]byte, 1))
			n.Kill()
		}), clienttest.Gone},
		{"killed", "rest", http1(func(n *clienttest.Network, _ http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			n.Kill()
		}), clienttest.Gone},
		{"other counts", "grpc", rpc(func(_ *clienttest.Network, s upload) error {
			return s.SendAndClose(&catalogv1.UploadBookRatingsResponse{Accepted: 5})
		}), []string{"wrong answer"}},
		{"other counts", "rest-ndjson", http1(func(_ *clienttest.Network, w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			io.WriteString(w, `{"accepted":5,"rejected":0,"rejections":[]}`)
		}), []string{"wrong answer"}},
		{"no answer", "grpc", rpc(func(_ *clienttest.Network, s upload) error { <-s.Context().Done(); return nil }), []string{contract.Timeout}},
		{"no answer", "rest-ndjson", http1(func(_ *clienttest.Network, _ http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
		}), []string{contract.Timeout}},
		{"an answer that is none", "rest-ndjson", http1(func(_ *clienttest.Network, w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			io.WriteString(w, "yes")
		}), []string{"undecodable answer"}},
		{"an answer that is none", "rest", http1(func(_ *clienttest.Network, w http.ResponseWriter, r *http.Request) {
			io.Copy(io.Discard, r.Body)
			io.WriteString(w, "yes")
		}), []string{"undecodable answer"}},
	} {
		n := clienttest.NewNetwork(t)
		wait := test.serve(n)
		c := streamConfig(n.Addr().String(), "UploadBookRatings")
		c.Connections, c.Want = 1, wants[test.stack]
		client := newClient(t, test.stack, c)
		limit := 10 * time.Second
		if test.kinds[0] == contract.Timeout {
			limit = 50 * time.Millisecond
		}
		ctx, cancel := within(t, limit)
		if o := clienttest.Ask(ctx, client, load.Ticket{}); !slices.Contains(test.kinds, o.Failure) || o.FirstItem != 0 {
			t.Errorf("%s over %s: failure %q and a first item after %v, want one of %q and none", test.name, test.stack, o.Failure, o.FirstItem, test.kinds)
		}
		cancel()
		client.Close()
		wait()
	}
}
