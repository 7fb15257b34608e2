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

// gzipPool reuses writers and readers of compress/gzip at its default level, as grpc-go does. The
// zero value is ready to use.
type gzipPool struct {
	writers, readers sync.Pool
}

// gunzip is a reader of gzip with a buffer, which it would otherwise make for each answer.
type gunzip struct {
	from     arriving
	buffered *bufio.Reader
	gzip.Reader
}

// unpack takes an answer that is compressed. An error is the body's fault if all of it arrived,
// and else the connection's.
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
	case io.EOF: // there is no body, as for HEAD
		return x.take(http.NoBody)
	case nil:
		err = x.take(&g.Reader)
	}
	switch {
	case err == nil || x.Failure != "":
	case g.from.err == nil:
		x.Failure, err = contract.MalformedAnswer, gunzipError(err)
	default:
		x.Length = g.from.length // as far as it came
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

// Gunzip unpacks an answer, up to [LargestAnswer] and a byte.
func Gunzip(packed []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, gunzipError(err)
	}
	plain, err := io.ReadAll(io.LimitReader(z, LargestAnswer+1))
	if err != nil {
		return nil, gunzipError(err)
	}
	return plain, nil
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

// compressedBody is a body that is compressed as it is read. What it compresses leaves when
// there is enough of it, or at the end: no one waits for a part of an upload.
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
			// Not in Close, which may be called during a Read.
			b.pool.writers.Put(b.writer)
		}
	}
	return b.packed.Read(p)
}
