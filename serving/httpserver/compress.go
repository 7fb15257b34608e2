package httpserver

import (
	"bytes"
	"compress/gzip"
	"io"
	"sync"

	"net/http"
)

// compresses is what is done by gzip, in the words of the ledger.
const compresses = "gzip at its default level, whole bodies, of answers to requests that accept it and of requests that say so"

// squeezer keeps what compresses and what decompresses: a gzip.Writer is large. The zero
// squeezer is empty and usable, by many at a time.
type squeezer struct{ writers, readers sync.Pool }

// writer returns one that compresses to w at gzip's default level. It goes back by
// putWriter, closed or not.
func (s *squeezer) writer(w io.Writer) *gzip.Writer {
	if z, ok := s.writers.Get().(*gzip.Writer); ok {
		z.Reset(w)
		return z
	}
	return gzip.NewWriter(w)
}

func (s *squeezer) putWriter(z *gzip.Writer) {
	z.Reset(nil) // lest it keep what it wrote to
	s.writers.Put(z)
}

// squeeze returns body compressed.
func (s *squeezer) squeeze(body []byte) []byte {
	var squeezed bytes.Buffer
	z := s.writer(&squeezed)
	defer s.putWriter(z)
	z.Write(body) // to memory, which takes everything
	z.Close()
	return squeezed.Bytes()
}

// reader returns one that decompresses what r has. It goes back by putReader.
func (s *squeezer) reader(r io.Reader) (*gzip.Reader, error) {
	z, ok := s.readers.Get().(*gzip.Reader)
	if !ok {
		z = new(gzip.Reader)
	}
	if err := z.Reset(r); err != nil {
		s.readers.Put(z)
		return nil, err
	}
	return z, nil
}

func (s *squeezer) putReader(z *gzip.Reader) { s.readers.Put(z) }

// announceGzip says in the headers that the answer is compressed.
func announceGzip(header http.Header) {
	header.Set("Content-Encoding", "gzip")
	header.Set("Vary", "Accept-Encoding")
}
