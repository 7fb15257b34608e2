// Package rpcgzip lets the gRPC services and clients of this program compress by gzip without
// every client offering it.
//
// grpc-go's own encoding/gzip makes each client of a program that links it send
// "grpc-accept-encoding: gzip" with every call, asked or not, and no option takes that back:
// services would then compress their answers over gRPC and not over HTTP. A call that is told
// to compress, by grpc.UseCompressor(Name), offers gzip with or without this list.
package rpcgzip

import (
	"compress/gzip"
	"io"
	"sync"

	"google.golang.org/grpc/encoding"
)

// Name is the coding's.
const Name = "gzip"

func init() { encoding.RegisterCompressor(&unlisted{}) }

// unlisted registers a compressor under its name, and leaves it out of the list that clients
// offer. RegisterCompressor asks for the name once to register it, and then again to list it:
// from then on it is empty, which lists nothing. A test holds grpc-go to that.
type unlisted struct {
	compressor
	asked bool
}

// Name is only called while the program is initialized.
func (u *unlisted) Name() string {
	if u.asked {
		return ""
	}
	u.asked = true
	return Name
}

// compressor compresses at the default level, with writers and readers that are used again.
type compressor struct{ writers, readers sync.Pool }

type writer struct {
	*gzip.Writer
	pool *sync.Pool
}

func (c *compressor) Compress(to io.Writer) (io.WriteCloser, error) {
	w, ok := c.writers.Get().(*writer)
	if !ok {
		return &writer{gzip.NewWriter(to), &c.writers}, nil
	}
	w.Reset(to)
	return w, nil
}

func (w *writer) Close() error {
	defer w.pool.Put(w)
	return w.Writer.Close()
}

type reader struct {
	*gzip.Reader
	pool *sync.Pool
}

func (c *compressor) Decompress(from io.Reader) (io.Reader, error) {
	r, ok := c.readers.Get().(*reader)
	if !ok {
		r = &reader{new(gzip.Reader), &c.readers}
	}
	if err := r.Reset(from); err != nil {
		c.readers.Put(r)
		return nil, err
	}
	return r, nil
}

// Close is called by grpc-go when it has read the message.
func (r *reader) Close() error {
	defer r.pool.Put(r)
	return r.Reader.Close()
}
