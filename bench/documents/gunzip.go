package documents

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"
)

// gunzip unpacks gzip, of which several files may stand behind each other. It looks for the
// next itself: [gzip.Reader] calls a few bytes of anything else an end that is cut off.
type gunzip struct {
	packed *bufio.Reader
	member *gzip.Reader
}

// newGunzip fails where packed does not begin as gzip does.
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

// next begins the next file; [io.EOF] where there is none.
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

// gzipError is an error of reading gzip in plain words, or another as it is.
func gzipError(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the gzip data is cut off; copy the file again")
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, new(flate.CorruptInputError)):
		return errors.New("the gzip data is damaged; copy the file again")
	}
	return err
}
