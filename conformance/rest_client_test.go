package conformance_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

const (
	jsonType     = "application/json"
	linesType    = "application/x-ndjson"
	protobufType = "application/x-protobuf"
	problemType  = "application/problem+json"
)

// restClient asks through net/http.
type restClient struct {
	stack     stack
	http      *http.Client
	scheme    string
	address   string
	mediaType string
	gzip      bool
	// header is sent with every request.
	header http.Header
}

func connectREST(t testing.TB, s stack, to *service, gzip bool) *restClient {
	t.Helper()
	transport := &http.Transport{DisableCompression: true, Protocols: new(http.Protocols)}
	c := &restClient{s, &http.Client{Transport: transport}, "http", to.address, jsonType, gzip, http.Header{}}
	if !s.json {
		c.mediaType = protobufType
	}
	if to.trust != nil {
		c.scheme, transport.TLSClientConfig = "https", to.trust.Clone()
	}
	transport.Protocols.SetHTTP1(!s.http2)
	transport.Protocols.SetHTTP2(s.http2)
	transport.Protocols.SetUnencryptedHTTP2(s.http2 && to.trust == nil)
	t.Cleanup(transport.CloseIdleConnections)
	return c
}

// answer is a response that was read to its end and decompressed.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// do asks for a representation in the media type. A body is compressed where the client is
// to compress.
func (c *restClient) do(ctx context.Context, method, target, accept, contentType string, body []byte) (answer, error) {
	r, err := http.NewRequestWithContext(ctx, method, c.scheme+"://"+c.address+target, nil)
	if err != nil {
		return answer{}, err
	}
	c.describe(r, accept, contentType)
	if contentType != "" {
		if c.gzip {
			r.Header.Set("Content-Encoding", "gzip")
			body = zipped(body)
		}
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	}
	response, err := c.http.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	if want := map[bool]int{false: 1, true: 2}[c.stack.http2]; response.ProtoMajor != want {
		return answer{}, fmt.Errorf("%s %s is answered over HTTP/%d, want %d", method, target, response.ProtoMajor, want)
	}
	return c.read(response)
}

// describe sets the headers of a request.
func (c *restClient) describe(r *http.Request, accept, contentType string) {
	r.Header = c.header.Clone()
	r.Header.Set("Accept", accept)
	if c.gzip {
		r.Header.Set("Accept-Encoding", "gzip")
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
}

func (c *restClient) read(response *http.Response) (answer, error) {
	a := answer{status: response.StatusCode, header: response.Header}
	var body io.Reader = response.Body
	encoding := response.Header.Get("Content-Encoding")
	if a.status == http.StatusOK && c.gzip != (encoding == "gzip") {
		return a, fmt.Errorf("the answer is compressed as %q; asked for gzip: %t", encoding, c.gzip)
	}
	if encoding == "gzip" {
		if !strings.Contains(strings.Join(response.Header.Values("Vary"), ","), "Accept-Encoding") {
			return a, fmt.Errorf("a compressed answer has Vary %q, want Accept-Encoding in it", response.Header.Values("Vary"))
		}
		unzip, err := gzip.NewReader(body)
		if err != nil {
			return a, err
		}
		body = unzip
	}
	var err error
	a.body, err = io.ReadAll(body)
	return a, err
}

// problem is a decoded problem document.
type problem struct {
	Type, Title, Detail, Code, Field string
	Status                           int
}

// outcome reads an answer: each of its parts, as split has them, becomes a message.
func (a answer) outcome(mediaType string, split func([]byte) [][]byte, message proto.Message) (o outcome, err error) {
	got, _, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	if err != nil {
		return o, fmt.Errorf("status %d: Content-Type: %w", a.status, err)
	}
	if a.status != http.StatusOK {
		return a.problem(got)
	}
	if got != mediaType {
		return o, fmt.Errorf("answered as %s, want %s", got, mediaType)
	}
	unmarshal := proto.Unmarshal
	if mediaType != protobufType {
		unmarshal = protojson.Unmarshal
	}
	for _, part := range split(a.body) {
		m := message.ProtoReflect().New().Interface()
		if err := unmarshal(part, m); err != nil {
			return o, fmt.Errorf("decode %.80q: %w", part, err)
		}
		o.Answers = append(o.Answers, m)
	}
	o.Code = "OK"
	return o, nil
}

func (a answer) problem(mediaType string) (outcome, error) {
	var p problem
	decoder := json.NewDecoder(bytes.NewReader(a.body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&p); err != nil || mediaType != problemType {
		return outcome{}, fmt.Errorf("status %d is %s, %q, want a problem: %v", a.status, mediaType, a.body, err)
	}
	if want := statusOf[p.Code]; p.Status != a.status || (want != a.status && !httpOnly[a.status]) {
		return outcome{}, fmt.Errorf("status %d has the problem %+v, want status %d of the code", a.status, p, want)
	}
	if p.Title != http.StatusText(a.status) {
		return outcome{}, fmt.Errorf("the title of %+v is not that of its status", p)
	}
	return outcome{Code: p.Code, Field: p.Field, Text: p.Detail}, nil
}

// statusOf is the table of the two services' errors: the status that REST has for a code.
var statusOf = map[string]int{
	"OK":                 http.StatusOK,
	"INVALID_ARGUMENT":   http.StatusBadRequest,
	"NOT_FOUND":          http.StatusNotFound,
	"RESOURCE_EXHAUSTED": http.StatusRequestEntityTooLarge,
	"DEADLINE_EXCEEDED":  http.StatusGatewayTimeout,
	"UNIMPLEMENTED":      http.StatusMethodNotAllowed,
	"UNAVAILABLE":        http.StatusServiceUnavailable,
	"CANCELLED":          499, // its reader has gone
	"INTERNAL":           http.StatusInternalServerError,
}

// httpOnly are statuses that gRPC has no code for: of negotiation and upgrades. Their code is the
// nearest one.
var httpOnly = map[int]bool{
	http.StatusNotAcceptable: true, http.StatusUnsupportedMediaType: true, http.StatusUpgradeRequired: true,
}

func whole(body []byte) [][]byte { return [][]byte{body} }

func lines(body []byte) [][]byte {
	if len(body) == 0 {
		return nil
	}
	return bytes.Split(bytes.TrimSuffix(body, []byte("\n")), []byte("\n"))
}

func (c *restClient) ask(ctx context.Context, q question) (outcome, error) {
	a, err := c.do(ctx, http.MethodGet, q.target, c.mediaType, "", nil)
	if err != nil {
		return outcome{}, err
	}
	return a.outcome(c.mediaType, whole, q.answer)
}

func zipped(body []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(body)
	w.Close()
	return b.Bytes()
}

// cutField splits the text of an error into its field and the rest.
func cutField(text string) (field, detail string, ok bool) { return strings.Cut(text, ": ") }
