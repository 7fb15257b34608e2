package httpserver

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"sync"
)

// compresses is what is done by gzip, in the words of the ledger.
const compresses = "gzip at its default level, of whole bodies and of lines as they go out: answers to requests that accept it, and requests that say so"

// gzipPool keeps gzip's writers and readers, which are large. The zero gzipPool is empty and
// ready, and safe for concurrent use.
type gzipPool struct{ writers, readers sync.Pool }

// writer returns one that compresses to w at gzip's default level. It is returned by
// putWriter, closed or not.
func (p *gzipPool) writer(w io.Writer) *gzip.Writer {
	if z, ok := p.writers.Get().(*gzip.Writer); ok {
		z.Reset(w)
		return z
	}
	return gzip.NewWriter(w)
}

func (p *gzipPool) putWriter(z *gzip.Writer) {
	z.Reset(nil) // so that it does not keep what it wrote to
	p.writers.Put(z)
}

// compress returns body compressed.
func (p *gzipPool) compress(body []byte) []byte {
	var compressed bytes.Buffer
	z := p.writer(&compressed)
	defer p.putWriter(z)
	z.Write(body) // to memory, which does not fail
	z.Close()
	return compressed.Bytes()
}

// reader returns one that decompresses r. It is returned by putReader.
func (p *gzipPool) reader(r io.Reader) (*gzip.Reader, error) {
	z, ok := p.readers.Get().(*gzip.Reader)
	if !ok {
		z = new(gzip.Reader)
	}
	if err := z.Reset(r); err != nil {
		p.readers.Put(z)
		return nil, err
	}
	return z, nil
}

func (p *gzipPool) putReader(z *gzip.Reader) { p.readers.Put(z) }

// announceGzip says in the headers that the answer is compressed.
func announceGzip(header http.Header) {
	header.Set("Content-Encoding", "gzip")
	header.Set("Vary", "Accept-Encoding")
}
