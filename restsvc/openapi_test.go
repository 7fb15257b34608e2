package restsvc_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// document is the one that the service serves.
func document(t *testing.T, s servingtest.Client) *openapi3.T {
	t.Helper()
	r := s.Must(t, "GET", "/openapi.yaml")
	if got := r.Header.Get("Content-Type"); r.Status != http.StatusOK || got != "application/yaml" {
		t.Fatalf("GET /openapi.yaml = %d %q, want 200 application/yaml", r.Status, got)
	}
	doc, err := openapi3.NewLoader().LoadFromData([]byte(r.Body))
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return doc
}

// The document has every route of the service and no other. HEAD goes with GET, but for the
// WebSocket.
func TestOpenAPIHasAllRoutes(t *testing.T) {
	doc := document(t, servingtest.StartHTTP(t, restsvc.New(quiet())))
	var documented, served []string
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			documented = append(documented, method+" "+path)
			if method == "GET" && path != realtimePath {
				documented = append(documented, "HEAD "+path)
			}
		}
	}
	for _, r := range restsvc.New(quiet()).Routes() {
		served = append(served, r.Method+" "+strings.Replace(r.Path, ":id", "{id}", 1))
	}
	slices.Sort(documented)
	slices.Sort(served)
	if diff := cmp.Diff(served, documented); diff != "" {
		t.Errorf("openapi.yaml differs from the routes (-served +documented):\n%s", diff)
	}
}

// checked is a client whose requests and answers are checked against the document.
type checked struct {
	servingtest.Client
	router routers.Router
	doc    *openapi3.T
}

func newChecked(t *testing.T, config serving.Config) checked {
	t.Helper()
	s := servingtest.StartHTTP(t, restsvc.New(config))
	doc := document(t, s)
	for _, schema := range doc.Components.Schemas { // what is not documented is wrong here
		if schema.Value.Type.Is("object") && schema.Value.AllOf == nil {
			none := false
			schema.Value.AdditionalProperties = openapi3.BoolSchema{Has: &none}
		}
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return checked{s, router, doc}
}

// exchange is a request, and the status of its answer.
type exchange struct {
	method, target, body string
	headers              []string
	status               int
	// bad: the document knows that the request is.
	bad bool
}

func (c checked) check(x exchange) error {
	options := &openapi3filter.Options{IncludeResponseStatus: true}
	build := func() *http.Request {
		r, err := http.NewRequest(x.method, c.URL+x.target, strings.NewReader(x.body))
		if err != nil {
			panic(err)
		}
		for i := 0; i < len(x.headers); i += 2 {
			r.Header.Set(x.headers[i], x.headers[i+1])
		}
		return r
	}
	request := build()
	route, params, err := c.router.FindRoute(request)
	if err != nil {
		return err
	}
	input := &openapi3filter.RequestValidationInput{Request: request, PathParams: params, Route: route, Options: options}
	if err := openapi3filter.ValidateRequest(context.Background(), input); (err != nil) != x.bad {
		return fmt.Errorf("the document finds the request bad: %w; want %v", err, x.bad)
	}
	response, err := c.HTTP.Do(build())
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != x.status {
		return fmt.Errorf("status = %d, want %d", response.StatusCode, x.status)
	}
	if route.Operation.Responses.Status(x.status) == nil {
		return fmt.Errorf("status %d is not documented", x.status)
	}
	return openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: x.status, Header: response.Header, Body: response.Body, Options: options,
	})
}

func TestOpenAPIHoldsForAnswers(t *testing.T) {
	const good = `{"user_id":1,"book_id":2,"stars":5}`
	jsonType, lines, protobuf := []string{"Content-Type", typeJSON}, []string{"Content-Type", typeLines}, []string{"Content-Type", typeProtobuf}
	list := []exchange{
		{"GET", "/healthz", "", nil, 200, false},
		{"GET", "/openapi.yaml", "", nil, 200, false},
		{"GET", realtimePath, "", nil, 426, false},
		{"GET", realtimePath, "", []string{"Connection", "Upgrade", "Upgrade", "websocket"}, 400, false},
		{"GET", realtimePath, "", []string{"Connection", "Upgrade", "Upgrade", "websocket", "Sec-WebSocket-Version", "13",
			"Sec-WebSocket-Key", "MDEyMzQ1Njc4OWFiY2RlZg==", "Origin", "https://evil.example"}, 403, false},
		{"GET", "/v1/books?limit=5&after_id=3&category=ROMANCE", "", []string{"Accept", typeLines}, 200, false},
		{"GET", "/v1/books?limit=5", "", nil, 400, false}, // the document cannot know
		{"GET", "/v1/books?page_size=1001", "", nil, 400, true},
		{"GET", "/v1/books/0", "", nil, 404, false},
		{"GET", "/v1/books/dune", "", nil, 400, true},
		{"GET", "/v1/books/0/rating-history", "", nil, 404, false},
		{"GET", "/v1/books/1/rating-history?days=3651", "", nil, 400, true},
		{"GET", "/v1/recommendations", "", nil, 400, true},
		{"GET", "/v1/recommendations?category=COOKING", "", nil, 400, true},
		{"GET", "/v1/recommendations?category=ROMANCE&user_id=-1", "", nil, 400, true},
		{"POST", "/v1/ratings", good + "\n" + good, lines, 200, false},
		{"POST", "/v1/ratings?upload_id=a", "[" + good + "," + good + "]", jsonType, 200, false},
		{"POST", "/v1/ratings", `[{"book_id":2,"stars":9},{"book_id":"2","stars":5}]`, jsonType, 200, true},
		{"POST", "/v1/ratings", "", protobuf, 200, true}, // no ratings are no body
		{"POST", "/v1/ratings", "\x0a\x04\x10\x02\x18\x05", protobuf, 200, false},
		{"POST", "/v1/ratings", "{}", jsonType, 400, true},
		{"POST", "/v1/ratings?upload_id=" + strings.Repeat("x", 129), good, lines, 400, true},
		{"POST", "/v1/ratings", good, []string{"Content-Type", "text/plain"}, 415, true},
		{"POST", "/v1/ratings", good, append(lines[:2:2], "Content-Encoding", "br"), 415, false},
		{"POST", "/v1/ratings", strings.Repeat("x", serving.MaxMessageBytes+1), lines, 413, false},
		{"POST", "/v1/ratings", good, append(lines[:2:2], "Accept", "text/plain"), 406, false},
		{"POST", "/v1/ratings", good, append(lines[:2:2], "Request-Timeout", "1ns"), 504, false},
		{"POST", "/v1/ratings", good, append(lines[:2:2], "Accept", typeProtobuf), 200, false},
	}
	// What every resource can do.
	for _, target := range []string{
		"/v1/books", "/v1/books?page_size=3&category=MYSTERY", "/v1/books/3",
		"/v1/books/3/rating-history?days=7", "/v1/recommendations?category=ROMANCE&max_results=3&user_id=5",
	} {
		list = append(list,
			exchange{"GET", target, "", nil, 200, false},
			exchange{"GET", target, "", []string{"Accept", typeProtobuf}, 200, false},
			exchange{"GET", target, "", []string{"Accept", "text/plain"}, 406, false},
			exchange{"GET", target, "", []string{"Request-Timeout", "1ns"}, 504, false},
			exchange{"GET", target, "", []string{"Request-Timeout", "10s"}, 200, false},
			exchange{"GET", target, "", []string{"Request-Timeout", "soon"}, 400, true},
			exchange{"GET", target, "", []string{"If-None-Match", "*"}, 304, false},
		)
	}
	config := rated()
	config.ETag, config.Work = true, catalog.Work{Wait: time.Microsecond}
	c := newChecked(t, config)
	for _, x := range list {
		if err := c.check(x); err != nil {
			t.Errorf("%s %s %s with %v: %v", x.method, x.target, cut(x.body), x.headers, err)
		}
	}
}

// Lines and messages of a WebSocket are of the schemas that the document names, and so are
// the errors that go with no documented operation.
func TestOpenAPIHoldsForItems(t *testing.T) {
	c := newChecked(t, quiet())
	visit := func(schema, text string) {
		t.Helper()
		var value any
		if err := servingtest.StrictJSON(text, &value); err != nil {
			t.Errorf("%s %s: %v", schema, cut(text), err)
		} else if err := c.doc.Components.Schemas[schema].Value.VisitJSON(value); err != nil {
			t.Errorf("%s %s: %v", schema, cut(text), err)
		}
	}
	for line := range strings.Lines(c.Must(t, "GET", "/v1/books?limit=20", "Accept", typeLines).Body) {
		visit("Book", strings.TrimSuffix(line, "\n"))
	}
	socket := connect(t, c.Client)
	defer socket.CloseNow()
	action := `{"user_id":1,"book_id":2,"kind":"RATED","stars":5,"max_results":2}`
	visit("UserAction", action)
	say(t, socket, action)
	for range 2 {
		_, text, err := socket.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		visit("BookRecommendation", string(text))
	}
	for target, method := range map[string]string{"/v1/nothing": "GET", "/v1/books/1": "DELETE"} {
		visit("Problem", c.Must(t, method, target).Body)
	}
}
