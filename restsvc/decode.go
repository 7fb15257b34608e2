package restsvc

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/catalogpb"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
	"github.com/wiretax/wiretax/serving"
	"github.com/wiretax/wiretax/serving/httpserver"
)

// readLines reads one rating a line. It rejects a line that is no rating, and skips empty ones.
// A line that breaks off in the middle does not count: the client will repeat the upload.
func readLines(r io.Reader, u *upload) error {
	lines := bufio.NewReaderSize(r, 16<<10)
	var long []byte // a line that does not fit the reader
	for {
		line, err := lines.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) || len(long) > 0 {
			long = append(long, line...)
			line = long
		}
		if len(bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))) > serving.MaxMessageBytes {
			return errLineTooLarge
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && err != io.EOF:
			return err
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if err := u.element(line); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		long = keep(long)
	}
}

// largeBuffer is more than nearly every line needs; a larger buffer is not kept.
const largeBuffer = 64 << 10

// keep empties a buffer, or drops it if it is large.
func keep(buffer []byte) []byte {
	if cap(buffer) > largeBuffer {
		return nil
	}
	return buffer[:0]
}

var errLineTooLarge = httpserver.FieldProblem(http.StatusRequestEntityTooLarge, httpserver.CodeResourceExhausted, "body",
	"a line of it is longer than %d bytes", serving.MaxMessageBytes)

// readArray reads an array of ratings, element by element. It rejects an element that is no
// rating, and fails where the array itself is malformed.
func readArray(r io.Reader, u *upload) error {
	d := json.NewDecoder(httpserver.Limited(r))
	if begin, err := d.Token(); err != nil {
		return err
	} else if begin != json.Delim('[') {
		return httpserver.Invalid("body", "it is no JSON array; send one of ratings")
	}
	var element json.RawMessage
	for d.More() {
		if err := d.Decode(&element); err != nil {
			return err
		}
		if err := u.element(element); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil { // the bracket
		return err
	}
	switch _, err := d.Token(); err {
	case io.EOF:
		return nil
	case nil:
		return httpserver.Invalid("body", "something follows the array")
	default:
		return err
	}
}

// element adds a rating in JSON.
func (u *upload) element(text []byte) error {
	u.rating = jsonRating{}
	if err := readObject(text, &u.rating); err != nil {
		u.reject(err.Error())
		return nil
	}
	if err := u.name(u.rating.UploadID); err != nil {
		return err
	}
	u.add(catalog.Rating{UserID: u.rating.UserID, BookID: u.rating.BookID, Stars: u.rating.Stars})
	return nil
}

// readObject decodes a JSON object. Its errors repeat little of the text, and name nothing of
// Go.
func readObject(text []byte, into any) error {
	if text = bytes.TrimSpace(text); len(text) == 0 || text[0] != '{' {
		return fmt.Errorf("%.40q is no JSON object", text)
	}
	err := json.Unmarshal(text, into)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fmt.Errorf("%s cannot be %.40s", wrong.Field, wrong.Value)
	}
	if err != nil {
		return fmt.Errorf("it is no JSON: %.80s", err)
	}
	return nil
}

// readMessage reads a BookRatings, rating by rating: as Go values a message of empty ratings
// would take forty times its bytes.
func readMessage(r io.Reader, u *upload) error {
	rest, err := io.ReadAll(httpserver.Limited(r))
	if err != nil {
		return err
	}
	var m catalogv1.BookRating
	for len(rest) > 0 {
		number, kind, n := protowire.ConsumeTag(rest)
		if n < 0 {
			return errNoMessage(n)
		}
		rest = rest[n:]
		if number != ratingsField || kind != protowire.BytesType {
			if n = protowire.ConsumeFieldValue(number, kind, rest); n < 0 {
				return errNoMessage(n)
			}
			rest = rest[n:]
			continue
		}
		text, n := protowire.ConsumeBytes(rest)
		if n < 0 {
			return errNoMessage(n)
		}
		rest = rest[n:]
		if err := u.message(text, &m); err != nil {
			return err
		}
	}
	return nil
}

// ratingsField is BookRatings.ratings.
const ratingsField = 1

// message adds a rating in protobuf.
func (u *upload) message(text []byte, m *catalogv1.BookRating) error {
	if err := proto.Unmarshal(text, m); err != nil {
		u.reject("it is no BookRating")
		return nil
	}
	if err := u.name(m.GetUploadId()); err != nil {
		return err
	}
	u.add(catalogpb.Rating(m))
	return nil
}

func errNoMessage(n int) error {
	return httpserver.Invalid("body", "it is no BookRatings: %.80s", protowire.ParseError(n))
}
