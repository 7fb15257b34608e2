package size

import (
	"compress/gzip"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// compressors measure text with gzip and zstd, both at their default levels. They are used by
// one goroutine.
type compressors struct {
	gz     *gzip.Writer
	zstd   *zstd.Encoder
	buffer []byte
}

func newCompressors() *compressors {
	// Without the second option this encoder leaves short texts as they are, although the
	// reference implementation makes them smaller.
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithAllLitEntropyCompression(true))
	if err != nil {
		panic(fmt.Sprintf("the options of zstd are constant: %v", err))
	}
	return &compressors{gz: gzip.NewWriter(nil), zstd: encoder}
}

func (c *compressors) gzipped(text []byte) int64 {
	var n counter
	c.gz.Reset(&n)
	c.gz.Write(text) // a counter has no errors
	c.gz.Close()
	return int64(n)
}

func (c *compressors) zstandard(text []byte) int64 {
	c.buffer = c.zstd.EncodeAll(text, c.buffer[:0])
	return int64(len(c.buffer))
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
