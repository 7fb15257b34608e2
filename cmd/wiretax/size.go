package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/spf13/cobra"

	"github.com/wiretax/wiretax/bench/size"
	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
	"github.com/wiretax/wiretax/contract"
	"github.com/wiretax/wiretax/grpcsvc"
	"github.com/wiretax/wiretax/metrics"
	"github.com/wiretax/wiretax/restsvc"
	"github.com/wiretax/wiretax/serving"
)

func sizeCommand() *cobra.Command {
	var request size.Request
	var format string
	c := &cobra.Command{
		Use:   "size [DOCUMENT…]",
		Short: "Say how large the same content is as JSON and as protobuf, and why",
		Long: "Weigh JSON documents of your own, as JSON and as the protobuf message that a .proto\n" +
			"file describes: plain, with gzip, with zstd, and which fields hold the bytes.\n" +
			"Documents are JSON files with one or several, or a list of them, lines of .jsonl, .ndjson\n" +
			"and .geojsonl files, each with gzip too, or come from stdin with -.\n\n" +
			"Without arguments, weigh the messages of the book catalog, the requests that carry\n" +
			"them, and four shapes of payload.",
		Example: "  wiretax size --proto shop.proto --message shop.v1.Order order1.json\n" +
			"  wiretax size --proto shop.proto --message shop.v1.Order \\\n" +
			"    --format json - <orders.jsonl",
		Args: cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			var err error
			if request.Format, err = size.ParseFormat(format); err != nil {
				return badInput{err}
			}
			request.Files = args
			if len(args) == 0 && len(request.Protos) == 0 && request.Protoset == "" && request.Message == "" {
				return sizeOfCatalog(c.Context(), request.Format, c.OutOrStdout())
			}
			return sizeOfDocuments(c.Context(), request, c.InOrStdin(), c.OutOrStdout(), c.ErrOrStderr())
		},
	}
	flags := c.Flags()
	flags.StringArrayVar(&request.Protos, "proto", nil, ".proto file of the documents' message; may be repeated")
	flags.StringArrayVarP(&request.Folders, "proto-path", "I", nil, "folder from which imports start (default: that of --proto); may be repeated")
	flags.StringVar(&request.Protoset, "protoset", "", "file of descriptors, instead of --proto")
	flags.StringVar(&request.Message, "message", "", "full name of the documents' message, such as shop.v1.Order")
	flags.BoolVar(&request.DiscardUnknown, "discard-unknown", false, "leave out and count what the message does not know, instead of ending there")
	flags.StringVar(&format, "format", string(size.Table), "table, json or markdown")
	return c
}

func sizeOfDocuments(ctx context.Context, request size.Request, stdin io.Reader, stdout, stderr io.Writer) error {
	switch {
	case request.Protoset != "" && len(request.Protos)+len(request.Folders) > 0:
		return badInput{errors.New("--protoset replaces --proto and -I; leave one out")}
	case len(request.Protos) == 0 && request.Protoset == "":
		return badInput{errors.New("--proto is missing; name the .proto file of the documents' message, or a --protoset")}
	case len(request.Files) == 0 && request.Message != "":
		return badInput{errors.New("no document; name JSON files, or - for stdin")}
	}
	if err := refuseTwice(request.Files); err != nil {
		return badInput{err}
	}
	request.Stdin = interruptible{ctx, stdin}
	err := size.Documents(ctx, request, stdout, stderr)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "wiretax: interrupted, the result is partial")
		return errInterrupted
	case errors.As(err, new(*size.InputError)):
		return badInput{err}
	}
	return fmt.Errorf("write sizes: %w", err)
}

// interruptible is a reader that stops waiting for input when its context is done.
type interruptible struct {
	ctx    context.Context
	reader io.Reader
}

func (r interruptible) Read(p []byte) (int, error) {
	type result struct {
		text []byte
		err  error
	}
	read := make(chan result, 1)
	go func() {
		text := make([]byte, len(p)) // the caller may reuse p once the context is done
		n, err := r.reader.Read(text)
		read <- result{text[:n], err}
	}()
	select {
	case got := <-read:
		return copy(p, got.text), got.err
	case <-r.ctx.Done():
		return 0, r.ctx.Err()
	}
}

// sizeOfCatalog starts both services in this process, since it measures their bytes, not their
// cost.
func sizeOfCatalog(ctx context.Context, format size.Format, stdout io.Writer) error {
	books := generate.Catalog(generate.DefaultSeed, generate.DefaultBooks)
	rest, stopREST, err := serveHere(contract.REST, books, func(c serving.Config) service { return restsvc.New(c) })
	if err != nil {
		return err
	}
	defer stopREST()
	grpc, stopGRPC, err := serveHere(contract.GRPC, books, func(c serving.Config) service { return grpcsvc.New(c) })
	if err != nil {
		return err
	}
	defer stopGRPC()
	return size.Catalog(ctx, books, size.Services{REST: rest, GRPC: grpc}, format, stdout)
}

// serveHere serves on a free port of loopback until stop.
func serveHere(stack string, books *catalog.Catalog, build func(serving.Config) service) (address string, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("serve %s: %w", stack, err)
	}
	svc := build(serving.Config{
		Catalog: books,
		Metrics: metrics.NewService(prometheus.NewRegistry(), stack),
		Log:     slog.New(slog.DiscardHandler),
	})
	go svc.Serve(l)
	return l.Addr().String(), func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel() // nothing is in flight
		svc.Shutdown(ctx)
	}, nil
}
