package grpcserver

import (
	"net"
	"testing"

	"google.golang.org/grpc"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving/servingtest"
)

// GetBook may allocate mostAllocs times in the whole server, most of them in the library,
// and mostOwnAllocs times more than a server of the library alone with the same handler.
const mostAllocs, mostOwnAllocs = 72, 1

func TestAllocsOfGetBook(t *testing.T) {
	bare := grpc.NewServer()
	catalogv1.RegisterCatalogServiceServer(bare, shelf{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- bare.Serve(l) }()
	library := allocsOfGetBook(t, l.Addr().String())
	bare.Stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
	got := allocsOfGetBook(t, servingtest.Listen(t, newShelf(quiet())))
	if got > mostAllocs || got-library > mostOwnAllocs {
		t.Errorf("GetBook allocates %v times, the library alone %v; want at most %v, and %v more than the library", got, library, mostAllocs, mostOwnAllocs)
	}
}

// allocsOfGetBook counts what the process allocates, but the client does not.
func allocsOfGetBook(t *testing.T, address string) float64 {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	c := newRawClient(t, conn, catalogv1.CatalogService_GetBook_FullMethodName)
	message := envelope(t, &catalogv1.GetBookRequest{Id: 3})
	return testing.AllocsPerRun(200, func() {
		c.call(message)
		if err := c.flush(); err != nil {
			t.Fatal(err)
		}
		if n, err := c.finish(1); n == 0 || err != nil {
			t.Fatalf("GetBook: answer of %d bytes, %v", n, err)
		}
	})
}
