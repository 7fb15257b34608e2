package restsvc_test

import (
	"math"
	"net/http"
	"strconv"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/restsvc"
)

// bareGetBook does what GetBook does with gin and encoding/json, and nothing else.
func bareGetBook() http.Handler {
	engine := gin.New()
	engine.GET("/v1/books/:id", func(c *gin.Context) {
		id, err := strconv.ParseInt(c.Param("id"), 10, 32)
		if err != nil {
			panic(err)
		}
		book, err := books().GetBook(int32(id))
		if err != nil {
			panic(err)
		}
		c.JSON(http.StatusOK, catalogjson.BookOf(book))
	})
	return engine
}

// nowhere is a response that is not read.
type nowhere struct{ header http.Header }

func (n nowhere) Header() http.Header         { return n.header }
func (n nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (n nowhere) WriteHeader(int)             {}

// allocations is the least number of allocations of a request: with the race detector a sync.Pool
// drops a quarter of its elements on purpose.
func allocations(h http.Handler, target string, headers ...string) float64 {
	r, err := http.NewRequest("GET", target, nil)
	if err != nil {
		panic(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := nowhere{http.Header{}}
	least := math.Inf(1)
	for range 200 {
		least = min(least, testing.AllocsPerRun(1, func() {
			clear(w.header)
			h.ServeHTTP(w, r)
		}))
	}
	return least
}

// A request allocates no more than with the bare handler, as long as it uses nothing that the
// server adds.
func TestAllocations(t *testing.T) {
	gin.SetMode(gin.ReleaseMode)
	bare := allocations(bareGetBook(), "/v1/books/3")
	h := restsvc.New(quiet())
	for _, test := range []struct {
		target  string
		headers []string
		most    float64
	}{
		{"/v1/books/3", nil, bare},
		{"/v1/books/3", []string{"Accept", typeJSON}, bare},
		{"/v1/books/3", []string{"Accept", "*/*"}, bare},
		{"/v1/books/3", []string{"Accept", typeProtobuf}, 8},
		{"/v1/recommendations?category=MYSTERY&max_results=10", nil, 8},
		{"/healthz", nil, 0},
	} {
		if got := allocations(h, test.target, test.headers...); got > test.most {
			t.Errorf("GET %s with %v takes %v allocations, want %v or fewer", test.target, test.headers, got, test.most)
		}
	}
}
