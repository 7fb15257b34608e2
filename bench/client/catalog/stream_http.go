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

// httpStreams carries over HTTP what gRPC has streams for.
type httpStreams struct {
	*conn.HTTP
	config   Config
	encoding encoding
	// ask sends a request and notes what comes. The ledger says in what form.
	ask  func(ctx context.Context, r *Request, got *streamed)
	form string
	// accept is the encoding of answers, content that of bodies, empty if there are none.
	accept, content encoding
	bodies          sync.Pool // of *bytes.Buffer
	lines           sync.Pool // of []byte, behind a pointer
}

func newHTTPStreams(ctx context.Context, s contract.Stack, c Config) (streamWire, error) {
	connections, err := c.openHTTP(ctx, s)
	if err != nil {
		return nil, err
	}
	h := &httpStreams{HTTP: connections, config: c, encoding: encoding(s.Encoding)}
	h.bodies.New = newBuffer
	h.lines.New = func() any { return new([lineBuffer]byte) }
	switch lines := s.Encoding == contract.Lines; {
	case c.Operation == contract.ListBooks && lines:
		h.ask, h.accept = h.listLines, asLines
		h.form = "one request, whose answer is decoded line by line as it comes"
	case c.Operation == contract.ListBooks:
		h.ask, h.accept = h.listPages, h.encoding
		h.form = fmt.Sprintf("pages of %d books, each asked for when the one before it has come", pageSize)
	case lines:
		h.ask, h.accept, h.content = h.uploadLines, asJSON, asLines
		h.form = "one request, whose body is encoded line by line as it leaves"
	default:
		h.ask, h.accept, h.content = h.uploadWhole, h.encoding, h.encoding
		h.form = "one request, whose body is encoded before it leaves"
	}
	return h, nil
}

func (h *httpStreams) stream(ctx context.Context, r *Request, got *streamed) { h.ask(ctx, r, got) }

// request makes a request anew, as any client does.
func (h *httpStreams) request(ctx context.Context, method, path string) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, method, h.config.url(path), nil)
	if err != nil {
		return nil, err
	}
	setHeaders(request.Header, h.accept, h.content)
	return request, nil
}

// fetch reads one whole answer and decodes it: as protobuf into a message, else as JSON.
func (h *httpStreams) fetch(request *http.Request, body []byte, answer any) conn.Reply {
	buffer := h.bodies.Get().(*bytes.Buffer)
	defer h.bodies.Put(buffer)
	buffer.Reset()
	got := h.HTTP.Ask(request, body, buffer)
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

// join notes the reply to one more HTTP request of the same stream.
func (s *streamed) join(r conn.Reply) {
	if waited := s.Wait; waited > 0 && r.Wait >= 0 {
		r.Wait += waited
	}
	s.Reply = r
}

const (
	// lineBuffer is enough for any line of ours, largestLine is the limit.
	lineBuffer  = 32 << 10
	largestLine = conn.LargestAnswer
)

// eachLine calls take with each line that is not empty.
func (h *httpStreams) eachLine(from io.Reader, take func(line []byte) error) error {
	buffer := h.lines.Get().(*[lineBuffer]byte)
	defer h.lines.Put(buffer)
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
