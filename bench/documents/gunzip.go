package documents

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"
)

// gunzip unpacks one or more gzip files, one after another. It looks for the next file itself,
// since [gzip.Reader] takes a few other bytes for a truncated file.
type gunzip struct {
	packed *bufio.Reader
	member *gzip.Reader
}

// newGunzip fails if packed does not begin like gzip.
func newGunzip(packed *bufio.Reader) (*gunzip, error) {
	member, err := gzip.NewReader(packed)
	if err != nil {
		return nil, gzipError(err)
	}
	member.Multistream(false)
	return &gunzip{packed, member}, nil
}

func (g *gunzip) Read(p []byte) (int, error) {
	for {
		n, err := g.member.Read(p)
		if err == io.EOF {
			err = g.next()
		}
		if n > 0 || err != nil || len(p) == 0 {
			return n, gzipError(err)
		}
	}
}

// next begins the next file; [io.EOF] if there is none.
func (g *gunzip) next() error {
	switch magic, err := g.packed.Peek(2); {
	case len(magic) == 0:
		return err
	case string(magic) != "\x1f\x8b":
		return errors.New("something that is not gzip follows the gzip data; leave it out")
	}
	err := g.member.Reset(g.packed)
	g.member.Multistream(false)
	return err
}

// gzipError returns an error of gzip in plain words, and any other error unchanged.
func gzipError(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the gzip data is cut off; copy the file again")
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, new(flate.CorruptInputError)):
		return errors.New("the gzip data is damaged; copy the file again")
	}
	return err
}
