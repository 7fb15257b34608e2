package catalog_test

import (
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/client"
	catalogclient "github.com/wiretax/wiretax/bench/client/catalog"
	"github.com/wiretax/wiretax/bench/client/clienttest"
	"github.com/wiretax/wiretax/bench/load"
	"github.com/wiretax/wiretax/bench/pace"
	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// These tests check that all stacks behave the same in operations that are streams.

var streaming = []string{"ListBooks", "UploadBookRatings", "RealtimeRecommendations"}

// stacksCarrying returns the stacks that carry an operation and ask its service directly.
func stacksCarrying(operation string) []string {
	var list []string
	for _, stack := range contract.Stacks() {
		if stack.Gateway == "" && stack.CarriesOperation(operation) {
			list = append(list, stack.Name)
		}
	}
	return list
}

// streamItems are how many items a request of the tests is about: not a multiple of a page's.
var streamItems = map[string]int{"ListBooks": 105, "UploadBookRatings": 150, "RealtimeRecommendations": 3}

func streamConfig(address, operation string) catalogclient.Config {
	return catalogclient.Config{
		Address: address, Operation: operation, Connections: 3, Streams: 7,
		Requests: catalogclient.Requests(1, plan.Operation{Operation: operation, Items: streamItems[operation]}, streamBooks().IDs()),
	}
}

// streamBooks returns what a service of these tests serves. Each has its own, since ratings that
// are uploaded change it.
func streamBooks() *catalog.Catalog { return generate.Catalog(1, 800) }

// references are the right answers by operation and stack, asked for once.
var references struct {
	sync.Mutex
	byOperation map[string]map[string][]catalogclient.Want
}

// wants returns the right answers of an operation by stack.
func wants(t *testing.T, operation string) map[string][]catalogclient.Want {
	t.Helper()
	references.Lock()
	defer references.Unlock()
	if known := references.byOperation[operation]; known != nil {
		return known
	}
	clients := make(map[string]client.Client)
	for _, stack := range stacksCarrying(operation) {
		address, stop := serve(t, stack, streamBooks())
		defer stop()
		c := streamConfig(address, operation)
		c.Streams = 0
		client := newClient(t, stack, c)
		defer client.Close()
		clients[stack] = client
	}
	wants, err := catalogclient.Reference(t.Context(), streamConfig("", operation).Requests, clients)
	if err != nil {
		t.Fatalf("%s: %v", operation, err)
	}
	if references.byOperation == nil {
		references.byOperation = make(map[string]map[string][]catalogclient.Want)
	}
	references.byOperation[operation] = wants
	return wants
}

func TestStreamsGiveTheSameAnswers(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for _, op := range streaming {
		wants := wants(t, op)
		for _, stack := range stacksCarrying(op) {
			address, stop := serve(t, stack, streamBooks())
			c := streamConfig(address, op)
			c.Want = wants[stack]
			client := newClient(t, stack, c)
			result := drive(t, client, 200, 50*time.Millisecond)
			if result.Completed != result.Requests || result.Checked != result.Requests {
				t.Errorf("%s over %s: %d completed and %d checked of %d: %s", op, stack, result.Completed, result.Checked, result.Requests, clienttest.KindsOf(result.Failures))
			}
			checkSums(t, op+" over "+stack, op, &result)
			planned := catalogclient.PlannedConnections(stack, op, c.Connections, c.Streams)
			if open := clienttest.Established(t, address); client.Opened() != int64(planned) || open != planned || client.Retries() != 0 {
				t.Errorf("%s over %s: opened %d, open %d, retries %d, want %d, %[6]d and none", op, stack, client.Opened(), open, client.Retries(), planned)
			}
			if err := client.Close(); err != nil {
				t.Errorf("%s over %s: Close() = %v", op, stack, err)
			}
			stop()
		}
	}
}

// The same with TLS, compression and other windows. That a WebSocket is compressed,
// TestCompressedSockets shows.
func TestStreamsUnderSettings(t *testing.T) {
	settings := allSettings(t)
	for _, op := range streaming {
		for _, stack := range stacksCarrying(op) {
			as := settings[len(settings)-1]
			as.client.Gzip = op != "RealtimeRecommendations" || stack != "rest"
			address, stop := serveAs(t, stack, streamBooks(), as)
			c := streamConfig(address, op)
			c.Settings, c.Want, c.Streams = as.client, wants(t, op)[stack], 2
			client := newClient(t, stack, c)
			if o := clienttest.Ask(t.Context(), client, load.Ticket{Check: true}); o.Failure != "" || o.Items != streamItems[op] {
				t.Errorf("%s over %s with %+v: failure %q, %d items, want %d", op, stack, as.client, o.Failure, o.Items, streamItems[op])
			}
			client.Close()
			stop()
		}
	}
}

// drive drives a client in an open loop that checks every answer.
func drive(t *testing.T, client client.Client, rate float64, length time.Duration) load.Result {
	t.Helper()
	arrivals, err := pace.New("uniform", rate, length, 1)
	if err != nil {
		t.Fatal(err)
	}
	result, err := load.Open(t.Context(), client, arrivals, load.Phase{Duration: length, Timeout: 20 * time.Second, CheckEvery: 1})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// checkSums compares what a phase counted with what was asked for.
func checkSums(t *testing.T, where, operation string, r *load.Result) {
	t.Helper()
	if want := int64(streamItems[operation]) * r.Completed; r.Items != want {
		t.Errorf("%s: %d items, want %d", where, r.Items, want)
	}
	if r.RequestBytes < r.Completed || r.AnswerBytes < r.Completed {
		t.Errorf("%s: %d and %d bytes of messages in %d requests", where, r.RequestBytes, r.AnswerBytes, r.Completed)
	}
	first, response := r.Times.First, r.Times.Response
	if operation == "UploadBookRatings" {
		if first.TotalCount() != 0 {
			t.Errorf("%s: %d first items, though its answers have none", where, first.TotalCount())
		}
		return
	}
	if first.TotalCount() != r.Completed || first.Min() == 0 || first.Max() > response.Max() {
		t.Errorf("%s: %d first items after %v to %v, want %d, each before the last, at the most %v",
			where, first.TotalCount(), time.Duration(first.Min()), time.Duration(first.Max()), r.Completed, time.Duration(response.Max()))
	}
}

// All stacks send the same content, in different numbers of bytes.
func TestStreamSizes(t *testing.T) {
	for _, op := range streaming {
		wants := wants(t, op)
		for i := range wants["grpc"] {
			asked := func(stack string) int { return wants[stack][i].RequestBytes }
			answered := func(stack string) int { return wants[stack][i].AnswerBytes }
			if answered("rest") <= answered("grpc") || answered("grpc-json") <= answered("grpc") || asked("grpc-json") <= asked("grpc") {
				t.Errorf("%s, request %d: JSON takes %d and %d bytes, protobuf %d and %d, want JSON to be larger",
					op, i, asked("grpc-json"), answered("grpc-json"), asked("grpc"), answered("grpc"))
			}
			if op == "RealtimeRecommendations" {
				if asked("rest") != asked("grpc-json") || answered("rest") != answered("grpc-json") {
					t.Errorf("%s, request %d: %d and %d bytes of JSON in a WebSocket, %d and %d over gRPC, want the same",
						op, i, asked("rest"), answered("rest"), asked("grpc-json"), answered("grpc-json"))
				}
				continue
			}
			if asked("rest-pb") != asked("rest-h2-pb") || answered("rest-pb") != answered("rest-h2-pb") || answered("rest") != answered("rest-h2") {
				t.Errorf("%s, request %d: sizes differ between HTTP/1.1 and HTTP/2", op, i)
			}
		}
	}
}

func TestStreamRequests(t *testing.T) {
	ids := []int32{3, 5, 8, 13, 21}
	for _, op := range streaming {
		asked := plan.Operation{Operation: op, Items: 1000}
		a, second, other := catalogclient.Requests(1, asked, ids), catalogclient.Requests(1, asked, ids), catalogclient.Requests(2, asked, ids)
		if len(a) != map[string]int{"ListBooks": 16, "UploadBookRatings": 16, "RealtimeRecommendations": 256}[op] {
			t.Errorf("%s has %d requests", op, len(a))
		}
		same, sameOther := 0, 0
		for i := range a {
			if equalRequests(a[i], second[i]) {
				same++
			}
			if equalRequests(a[i], other[i]) {
				sameOther++
			}
		}
		if same != len(a) || sameOther == len(a) {
			t.Errorf("%s: of %d requests %d are the same with the same seed, want all, and %d with another, want fewer", op, len(a), same, sameOther)
		}
	}
}

func equalRequests(a, b catalogclient.Request) bool {
	if a.Ratings != nil && b.Ratings != nil {
		for i := range *a.Ratings {
			if (*a.Ratings)[i] != (*b.Ratings)[i] {
				return false
			}
		}
		a.Ratings, b.Ratings = nil, nil
	}
	return a == b
}

// Some ratings are bad, so that rejections are compared too.
func TestUploadsHaveBadRatings(t *testing.T) {
	rejected, accepted := int32(0), int32(0)
	for _, want := range wants(t, "UploadBookRatings")["rest"] {
		answer := want.Message.(*catalogv1.UploadBookRatingsResponse)
		rejected, accepted = rejected+answer.Rejected, accepted+answer.Accepted
		if int(answer.Rejected) != len(answer.Rejections) {
			t.Errorf("%d ratings were rejected, and %d named", answer.Rejected, len(answer.Rejections))
		}
	}
	if share := float64(rejected) / float64(rejected+accepted); share < 0.002 || share > 0.03 {
		t.Errorf("%d of %d ratings were rejected, want about one in a hundred", rejected, rejected+accepted)
	}
}

// A full check finds a wrong answer with the right fingerprint; every check finds any other.
func TestStreamsAreChecked(t *testing.T) {
	for _, op := range streaming {
		wants := wants(t, op)
		for _, stack := range stacksCarrying(op) {
			address, _ := serve(t, stack, streamBooks())
			for _, test := range []struct {
				name  string
				spoil func(proto.Message)
				check bool
				want  string
			}{
				{"nothing", func(proto.Message) {}, true, ""},
				{"a word", spoilWord, true, "wrong answer"},
				{"a word, unseen", spoilWord, false, ""},
			} {
				c := streamConfig(address, op)
				c.Streams = 1
				for _, w := range wants[stack] {
					w.Message = proto.Clone(w.Message)
					c.Want = append(c.Want, w)
				}
				client := newClient(t, stack, c)
				for i := range c.Want {
					test.spoil(c.Want[i].Message)
				}
				if o := clienttest.Ask(t.Context(), client, load.Ticket{Check: test.check}); o.Failure != test.want {
					t.Errorf("%s over %s, %s: failure %q, want %q", op, stack, test.name, o.Failure, test.want)
				}
				client.Close()
			}
		}
	}
}

// spoilWord changes an answer and leaves its fingerprint.
func spoilWord(m proto.Message) {
	switch m := m.(type) {
	case *catalogv1.BookPage:
		m.Books[len(m.Books)-1].Isbn += "X"
	case *catalogv1.UploadBookRatingsResponse:
		m.Rejections = append(m.Rejections[:0:0], m.Rejections...)
		for i, r := range m.Rejections {
			m.Rejections[i] = proto.CloneOf(r)
			m.Rejections[i].Position++
		}
		if len(m.Rejections) == 0 {
			m.ProtoReflect().SetUnknown([]byte{0x78, 1})
		}
	case *catalogv1.RecommendationResponse:
		m.Recommendations[len(m.Recommendations)-1].Author += "X"
	}
}
