package restsvc_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/restsvc"
)

// A server is made, serves a listener, and is shut down.
func ExampleNew() {
	server := restsvc.New(restsvc.Config{
		Catalog: generate.Catalog(generate.DefaultSeed, 100),
		Metrics: metrics.NewService(prometheus.NewRegistry(), "rest"),
		Log:     slog.New(slog.DiscardHandler),
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	served := make(chan error)
	go func() { served <- server.Serve(l) }()

	response, err := http.Get("http://" + l.Addr().String() + "/v1/books/3")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	var book struct {
		Title         string
		AverageRating float32 `json:"average_rating"`
	}
	err = json.NewDecoder(response.Body).Decode(&book)
	fmt.Println(book.Title, book.AverageRating, err)

	fmt.Println(server.Shutdown(context.Background()), <-served)
	// Output:
	// Dune 4.6 <nil>
	// <nil> <nil>
}
