package restsvc_test

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	codev1 "google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/grpcsvc"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// pair is both services, of one catalog or of two that are the same.
type pair struct {
	rest servingtest.Client
	grpc *grpc.ClientConn
	// metrics has what each of them counts, by stack.
	metrics map[string]*prometheus.Registry
}

func startPair(t *testing.T, books *catalog.Catalog) pair { return startPairOf(t, books, books) }

// startPairOf gives each of the two a catalog of its own.
func startPairOf(t *testing.T, ofREST, ofGRPC *catalog.Catalog) pair {
	t.Helper()
	p := pair{metrics: map[string]*prometheus.Registry{}}
	count := func(stack string) *metrics.Service {
		p.metrics[stack] = prometheus.NewRegistry()
		return metrics.NewService(p.metrics[stack], stack)
	}
	config := serving.Config{Catalog: ofREST, Metrics: count("rest"), Log: slog.New(slog.DiscardHandler)}
	p.rest = servingtest.StartHTTP(t, restsvc.New(config))

	s := grpcsvc.New(serving.Config{Catalog: ofGRPC, Metrics: count("grpc"), Log: config.Log})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	p.grpc, err = grpc.NewClient(l.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.grpc.Close()
		if err := s.Shutdown(context.Background()); err != nil {
			t.Errorf("Shutdown() of gRPC = %v, want nil", err)
		}
		if err := <-served; err != nil {
			t.Errorf("Serve() of gRPC = %v, want nil", err)
		}
	})
	return p
}

// outcome is what a caller learns from either service.
type outcome struct {
	Answer proto.Message // nil where there was an error
	Code   string        // in gRPC's words
	Text   string        // of the error
}

// fails makes an outcome of what gRPC says of an error.
func (o *outcome) fails(err error) {
	o.Code, o.Text = codev1.Code(status.Code(err)).String(), ""
	if err != nil {
		o.Answer, o.Text = nil, status.Convert(err).Message()
	}
}

// request is one question as both services are asked it.
type request struct {
	target  string // of REST, with query
	method  string // of gRPC, full name
	message proto.Message
	// answer makes what each of the two is decoded into.
	answer func() (proto.Message, view)
}

// view is an answer in JSON. Its message is the same answer in protobuf.
type view interface{ message() proto.Message }

func getBook(target string, id int32) request {
	return request{target, catalogv1.CatalogService_GetBook_FullMethodName, &catalogv1.GetBookRequest{Id: id},
		func() (proto.Message, view) { return new(catalogv1.Book), new(bookView) }}
}

func recommend(target string, r *catalogv1.RecommendationRequest) request {
	return request{target, catalogv1.RecommendationService_Recommend_FullMethodName, r,
		func() (proto.Message, view) {
			return new(catalogv1.RecommendationResponse), new(recommendationsView)
		}}
}

func ratingHistory(target string, id, days int32) request {
	return request{target, catalogv1.CatalogService_RatingHistory_FullMethodName, &catalogv1.RatingHistoryRequest{BookId: id, Days: days},
		func() (proto.Message, view) { return new(catalogv1.RatingHistoryResponse), new(historyView) }}
}

// ask returns the outcomes over REST and gRPC. An error is the test's, or that of a malformed
// answer.
func (p pair) ask(ctx context.Context, r request) (rest, grpc outcome, err error) {
	message, view := r.answer()
	rest, err = p.askREST(r.target, view)
	if err != nil {
		return rest, grpc, err
	}
	grpc.Answer = message
	grpc.fails(p.grpc.Invoke(ctx, r.method, r.message, message))
	return rest, grpc, nil
}

func (p pair) askREST(target string, answer view) (outcome, error) {
	r, err := p.rest.Do("GET", target)
	if err != nil {
		return outcome{}, err
	}
	return outcomeOf(r, func() (proto.Message, error) {
		err := servingtest.StrictJSON(r.Body, answer)
		return answer.message(), err
	})
}

// outcomeOf is what r says: an error, or what read makes of it.
func outcomeOf(r servingtest.Reply, read func() (proto.Message, error)) (outcome, error) {
	if r.Status != http.StatusOK {
		p, err := servingtest.ReadProblem(r)
		return outcome{Code: p.Code, Text: p.Detail}, err
	}
	answer, err := read()
	return outcome{Answer: answer, Code: "OK"}, err
}
