package grpcsvc_test

import (
	"context"
	"fmt"
	"log/slog"
	"net"

	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/grpcsvc"
	"github.com/wiretax/wiretax/metrics"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// A server is made, serves a listener, and is shut down.
func ExampleNew() {
	server := grpcsvc.New(grpcsvc.Config{
		Catalog: generate.Catalog(generate.DefaultSeed, 100),
		Metrics: metrics.NewService(prometheus.NewRegistry(), "grpc"),
		Log:     slog.New(slog.DiscardHandler),
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	served := make(chan error)
	go func() { served <- server.Serve(l) }()

	conn, err := grpc.NewClient(l.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	book, err := catalogv1.NewCatalogServiceClient(conn).GetBook(context.Background(), &catalogv1.GetBookRequest{Id: 3})
	fmt.Println(book.GetTitle(), book.GetAverageRating(), err)

	fmt.Println(server.Shutdown(context.Background()), <-served)
	// Output:
	// Dune 4.6 <nil>
	// <nil> <nil>
}
