package catalog

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"

	"google.golang.org/protobuf/proto"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/contract"
)

// webStreams carries what stands for streams over net/http's connections.
type webStreams struct {
	*conn.HTTP
	config   Config
	encoding encoding
	// ask asks and notes what comes.
	ask    func(ctx context.Context, r *Request, got *streamed)
	bodies sync.Pool // of *bytes.Buffer
	lines  sync.Pool // of []byte, behind a pointer
}

func newWebStreams(ctx context.Context, s contract.Stack, c Config) (*streamClient, error) {
	web, err := c.openWeb(ctx, s)
	if err != nil {
		return nil, err
	}
	w := &webStreams{HTTP: web, config: c, encoding: encoding(s.Encoding)}
	w.bodies.New = newBuffer
	w.lines.New = func() any { return new([lineBuffer]byte) }
	switch lines := s.Encoding == contract.Lines; {
	case c.Operation == contract.ListBooks && lines:
		w.ask = w.listLines
	case c.Operation == contract.ListBooks:
		w.ask = w.listPages
	case lines:
		w.ask = w.uploadLines
	default:
		w.ask = w.uploadWhole
	}
	return &streamClient{streamWire: w, config: c}, nil
}

func (w *webStreams) stream(ctx context.Context, r *Request, got *streamed) { w.ask(ctx, r, got) }

// request makes one as any client does each time.
func (w *webStreams) request(ctx context.Context, method, path string, accept encoding) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, method, w.config.url(path), nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", string(accept))
	return request, nil
}

// fetch asks for one whole answer and decodes it: a message of protobuf, or else JSON.
func (w *webStreams) fetch(request *http.Request, body []byte, answer any) conn.Reply {
	buffer := w.bodies.Get().(*bytes.Buffer)
	defer w.bodies.Put(buffer)
	buffer.Reset()
	got := w.HTTP.Ask(request, body, buffer)
	if got.Err == nil {
		got.Want(http.StatusOK)
	}
	if got.Err != nil {
		return got
	}
	var err error
	if m, ok := answer.(proto.Message); ok {
		err = proto.Unmarshal(buffer.Bytes(), m)
	} else {
		err = json.Unmarshal(buffer.Bytes(), answer)
	}
	if err != nil {
		got.Failure, got.Err = contract.UndecodableAnswer, fmt.Errorf("decode answer: %w", err)
	}
	return got
}

// join adds the reply to one more of the HTTP requests of a request.
func (s *streamed) join(r conn.Reply) {
	if waited := s.Wait; waited > 0 && r.Wait >= 0 {
		r.Wait += waited
	}
	s.Reply = r
}

const (
	// lineBuffer holds any line of the catalog's, and largestLine any at all.
	lineBuffer  = 32 << 10
	largestLine = conn.LargestAnswer
)

// eachLine hands on the lines that are not empty.
func (w *webStreams) eachLine(from io.Reader, take func(line []byte) error) error {
	buffer := w.lines.Get().(*[lineBuffer]byte)
	defer w.lines.Put(buffer)
	scanner := bufio.NewScanner(from)
	scanner.Buffer(buffer[:0], largestLine)
	for scanner.Scan() {
		line := scanner.Bytes()
		if len(line) == 0 {
			continue
		}
		if err := take(line); err != nil {
			if broke := scanner.Err(); broke != nil {
				return broke // in the midst of this line
			}
			return err
		}
	}
	return scanner.Err()
}
