package conformance_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
)

// stack is how a client asks one of the services.
type stack struct {
	name, service string
	http2         bool // of REST; gRPC has no other
	json          bool // and otherwise protobuf
}

var stacks = []stack{
	{"rest", restService, false, true},
	{"rest-h2", restService, true, true},
	{"rest-pb", restService, false, false},
	{"rest-h2-pb", restService, true, false},
	{"grpc", grpcService, true, false},
	{"grpc-json", grpcService, true, true},
}

func stackNamed(name string) stack {
	return stacks[slices.IndexFunc(stacks, func(s stack) bool { return s.name == name })]
}

// setting is what is combined with every stack.
type setting struct {
	tls, gzip bool
	profile   serving.Profile
}

func (s setting) String() string {
	return fmt.Sprintf("tls=%t,gzip=%t,%s", s.tls, s.gzip, s.profile)
}

// client asks over one stack with one setting. An error is of the transport; what the
// service says is in the outcome.
type client interface {
	ask(context.Context, question) (outcome, error)
	// lists, uploads and talks are the stack's ways to ask for a stream, by name; the
	// protobuf stacks of REST have no talks.
	lists() map[string]lister
	uploads() map[string]uploader
	talks() map[string]talker
	// begin starts each kind of stream, by its operation, exchanges what it can and returns
	// while the stream goes on. It ends with the context, as if the client went away; its
	// outcome is sent to the channel.
	begin() map[string]beginner
	// within sets a deadline for the client's next requests, which is sent to the service.
	within(time.Duration)
}

type (
	lister   func(context.Context, *catalogv1.ListBooksRequest) (outcome, error)
	uploader func(ctx context.Context, id string, ratings []*catalogv1.BookRating) (outcome, error)
	talker   func(context.Context, []*catalogv1.UserAction) (outcome, error)
	beginner func(context.Context, chan<- outcome) error
)

// outcome is what a caller learns.
type outcome struct {
	Answers []proto.Message
	// Code is in gRPC's words; Field and Text are an error's.
	Code, Field, Text string
}

// question is a request with one answer.
type question struct {
	method  string        // of gRPC, in full
	message proto.Message // for gRPC
	target  string        // of REST, with its query
	answer  proto.Message // what it is decoded into, empty
}

// connect returns a client of s, which the stack has to be for.
func (s stack) connect(t testing.TB, to *service, gzip bool) client {
	t.Helper()
	if s.service == grpcService {
		return connectGRPC(t, s, to, gzip)
	}
	return connectREST(t, s, to, gzip)
}

// onEvery runs a test on every stack with every one of the settings. The services are
// started once for each setting of their own.
func onEvery(t *testing.T, settings []setting, c config, test func(*testing.T, *service, client)) {
	t.Helper()
	started := map[string]*service{}
	for _, setting := range settings {
		for _, stack := range stacks {
			c.tls, c.profile = setting.tls, setting.profile
			key := fmt.Sprint(stack.service, c.tls, c.profile)
			if started[key] == nil {
				started[key] = start(t, stack.service, c)
			}
			t.Run(stack.name+","+setting.String(), func(t *testing.T) {
				test(t, started[key], stack.connect(t, started[key], setting.gzip))
			})
		}
	}
}

// allSettings is every combination, fewSettings one in which each value occurs, and in
// streamSettings what is compressed does not become too small to fill a window.
var (
	allSettings = func() (all []setting) {
		for _, tls := range []bool{false, true} {
			for _, gzip := range []bool{false, true} {
				for _, profile := range []serving.Profile{serving.Default, serving.Tuned} {
					all = append(all, setting{tls, gzip, profile})
				}
			}
		}
		return all
	}()
	fewSettings    = []setting{{false, false, serving.Default}, {true, true, serving.Tuned}}
	streamSettings = []setting{{false, false, serving.Default}, {true, false, serving.Tuned}}
)
