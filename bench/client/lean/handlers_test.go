package lean_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/bench/client/lean"
	"github.com/wiretax/wiretax/bench/client/lean/leantest"
	"github.com/wiretax/wiretax/contract"
)

// exchange is a request and what any right server answers.
type exchange struct {
	lean.Request
	want
	// items are those of a stream.
	items int
}

// megabyte is a large answer.
var megabyte = large(1 << 20)

// httpExchanges are what handle answers.
var httpExchanges = []exchange{
	{lean.Request{Method: "GET", Path: "/fixed"}, ok("hello"), 0},
	{lean.Request{Method: "GET", Path: "/chunked?n=3"}, ok("n=3 hello hello hello"), 0},
	{lean.Request{Method: "GET", Path: "/empty"}, ok(""), 0},
	{lean.Request{Method: "GET", Path: "/none"}, want{status: 204}, 0},
	{lean.Request{Method: "GET", Path: "/same"}, want{status: 304}, 0},
	{lean.Request{Method: "HEAD", Path: "/fixed"}, ok(""), 0},
	{lean.Request{Method: "GET", Path: "/large"}, ok(megabyte), 0},
	{lean.Request{Method: "GET", Path: "/large/chunked"}, ok(megabyte), 0},
	{lean.Request{Method: "GET", Path: "/headers"}, ok("hello"), 0},
	{lean.Request{Method: "GET", Path: "/early"}, ok("hello"), 0},
	{lean.Request{Method: "GET", Path: "/missing"}, want{status: 404, body: "nothing here\n"}, 0},
	{lean.Request{Method: "GET", Path: "/cut"}, failed(contract.ConnectionClosed, contract.ConnectionReset, contract.StreamReset), 0},
	{lean.Request{Method: "POST", Path: "/echo", Body: []byte("ping")}, ok("ping"), 0},
	{lean.Request{Method: "POST", Path: "/echo"}, ok(""), 0},
	{lean.Request{Method: "PUT", Path: "/echo", Body: []byte(megabyte), Header: []lean.Field{{Name: "Content-Type", Value: "text/plain"}}}, ok(megabyte), 0},
	{lean.Request{Method: "GET", Path: "/asked", Host: "books.example", Header: []lean.Field{{Name: "X-One", Value: "1"}, {Name: "x-two", Value: "a, b"}}},
		ok("books.example 1 [a, b]"), 0},
}

// handle answers the exchanges of HTTP.
func handle(w http.ResponseWriter, r *http.Request) {
	flush := http.NewResponseController(w).Flush
	switch r.URL.Path {
	case "/fixed":
		w.Header().Set("Content-Length", "5")
		io.WriteString(w, "hello")
	case "/chunked":
		io.WriteString(w, r.URL.RawQuery)
		for range 3 {
			flush()
			io.WriteString(w, " hello")
		}
	case "/empty":
	case "/none":
		w.WriteHeader(http.StatusNoContent)
	case "/same":
		w.WriteHeader(http.StatusNotModified)
	case "/large":
		w.Header().Set("Content-Length", fmt.Sprint(len(megabyte)))
		io.WriteString(w, megabyte)
	case "/large/chunked":
		flush()
		io.WriteString(w, megabyte)
	case "/headers":
		for line := range strings.Lines(hundredHeaders) {
			name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			w.Header().Set(name, value)
		}
		io.WriteString(w, "hello")
	case "/early":
		w.Header().Set("Link", "</style.css>")
		w.WriteHeader(http.StatusEarlyHints)
		io.WriteString(w, "hello")
	case "/cut":
		w.Header().Set("Content-Length", "100000")
		io.WriteString(w, "half")
		flush()
		panic(http.ErrAbortHandler)
	case "/echo":
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		w.Write(body)
	case "/asked":
		fmt.Fprint(w, r.Host, " ", r.Header.Get("X-One"), " ", r.Header.Values("X-Two"))
	default:
		w.WriteHeader(http.StatusNotFound)
		io.WriteString(w, "nothing here\n")
	}
}

// calls are the exchanges of gRPC with one answer, and streamed those with any number of them.
var (
	calls = []exchange{
		{lean.Request{Path: "/wiretax.Test/Echo", Body: []byte("ping")}, fineRPC("ping"), 0},
		{lean.Request{Path: "/wiretax.Test/Echo"}, fineRPC(""), 0},
		{lean.Request{Path: "/wiretax.Test/Echo", Body: []byte(megabyte)}, fineRPC(megabyte), 0},
		{lean.Request{Path: "/wiretax.Test/Large"}, fineRPC(megabyte), 0},
		{lean.Request{Path: "/wiretax.Test/Fail"}, want{status: int(codes.NotFound), said: "no book 7: naïve"}, 0},
		{lean.Request{Path: "/wiretax.Test/Headers", Body: []byte("ping")}, fineRPC("ping"), 0},
		{lean.Request{Path: "/wiretax.Test/Nothing"}, want{status: int(codes.Unimplemented), said: unknownMethod}, 0},
	}
	streamed = []exchange{
		{lean.Request{Path: "/wiretax.Test/Stream", Body: []byte("ping")}, fineRPC(strings.Repeat(leantest.Message("ping"), 5)), 5},
		{lean.Request{Path: "/wiretax.Test/Break", Body: []byte("ping")}, want{status: int(codes.Aborted), said: "broken", body: leantest.Message("ping")}, 1},
	}
)

// unknownMethod is what @grpc/grpc-js says.
const unknownMethod = "The server does not implement the method /wiretax.Test/Nothing"

// serveRPC answers the exchanges of gRPC. Messages are bytes.
func serveRPC(_ any, stream grpc.ServerStream) error {
	method, _ := grpc.MethodFromServerStream(stream)
	message := new(bytes.Buffer)
	if err := stream.RecvMsg(message); err != nil {
		return err
	}
	ping := message.Bytes()
	switch method {
	case "/wiretax.Test/Echo":
		return stream.SendMsg(ping)
	case "/wiretax.Test/Large":
		return stream.SendMsg([]byte(megabyte))
	case "/wiretax.Test/Fail":
		return status.Error(codes.NotFound, "no book 7: naïve")
	case "/wiretax.Test/Headers":
		md := make(metadata.MD)
		for i := range 100 {
			md.Set(fmt.Sprintf("x-header-%d", i), strings.Repeat("v", i+1))
		}
		return errors.Join(stream.SendHeader(md), stream.SendMsg(ping))
	case "/wiretax.Test/Stream":
		for range 5 {
			if err := stream.SendMsg(ping); err != nil {
				return err
			}
		}
		return nil
	case "/wiretax.Test/Break":
		if err := stream.SendMsg(ping); err != nil {
			return err
		}
		return status.Error(codes.Aborted, "broken")
	}
	return status.Error(codes.Unimplemented, unknownMethod)
}
