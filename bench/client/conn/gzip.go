package conn

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/wiretax/wiretax/contract"
)

// gzipPool is what HTTP compresses with, as gRPC does: by compress/gzip at its default level,
// with writers and readers that are used again. Its zero value is ready.
type gzipPool struct {
	writers, readers sync.Pool
}

// gunzip is a reader of gzip with the buffer that it would make anew for each answer.
type gunzip struct {
	from     arriving
	buffered *bufio.Reader
	gzip.Reader
}

// unpack takes an answer that is compressed. Where that goes wrong although its body arrived,
// the body is at fault and not the connection.
func (x *exchange) unpack(body io.Reader) error {
	g, ok := x.http.readers.Get().(*gunzip)
	if !ok {
		g = &gunzip{buffered: bufio.NewReader(nil)}
	}
	defer x.http.readers.Put(g)
	g.from = arriving{from: body}
	g.buffered.Reset(&g.from)
	err := g.Reset(g.buffered)
	switch err {
	case io.EOF: // nothing came, as to a HEAD
		return x.take(http.NoBody)
	case nil:
		err = x.take(&g.Reader)
	}
	switch {
	case err == nil || x.Failure != "":
	case g.from.err == nil:
		x.Failure, err = contract.MalformedAnswer, gunzipError(err)
	default:
		x.Length = g.from.length // of what broke off
	}
	return err
}

// gunzipError says in words what is wrong with gzip that was read to its end.
func gunzipError(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return errors.New("its gzip ends too early")
	case errors.Is(err, gzip.ErrHeader):
		return errors.New("it says that it is gzip, and is not")
	case errors.Is(err, gzip.ErrChecksum):
		return errors.New("the checksum of its gzip is wrong")
	}
	return fmt.Errorf("its gzip is corrupt: %w", err)
}

func (z *gzipPool) writer(to io.Writer) *gzip.Writer {
	w, ok := z.writers.Get().(*gzip.Writer)
	if !ok {
		return gzip.NewWriter(to)
	}
	w.Reset(to)
	return w
}

// compress compresses a body, into memory of its own: its sender may go on reading when the
// answer is there.
func (z *gzipPool) compress(body []byte) []byte {
	var packed bytes.Buffer
	w := z.writer(&packed)
	w.Write(body) // a buffer takes everything
	w.Close()
	z.writers.Put(w)
	return packed.Bytes()
}

// compressStream compresses a body as it is read.
func (z *gzipPool) compressStream(body io.ReadCloser) io.ReadCloser {
	b := &compressedBody{ReadCloser: body, pool: z, chunk: make([]byte, 16<<10)}
	b.writer = z.writer(&b.packed)
	return b
}

// compressedBody is a body that is compressed as it is read. What it compresses leaves when there
// is enough of it, or at the end: an upload has no reader who waits for a part.
type compressedBody struct {
	io.ReadCloser
	pool   *gzipPool
	writer *gzip.Writer
	chunk  []byte
	packed bytes.Buffer
	err    error
}

func (b *compressedBody) Read(p []byte) (int, error) {
	for b.packed.Len() == 0 {
		if b.err != nil {
			return 0, b.err
		}
		var n int
		n, b.err = b.ReadCloser.Read(b.chunk)
		b.writer.Write(b.chunk[:n])
		if b.err == io.EOF {
			b.writer.Close()
			// Not in Close, which may come while somebody still readb.
			b.pool.writers.Put(b.writer)
		}
	}
	return b.packed.Read(p)
}
