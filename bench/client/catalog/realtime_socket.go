package catalog

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"

	"github.com/coder/websocket"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/catalog/catalogjson"
	"github.com/wiretax/wiretax/contract"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// realtimeSockets opens WebSockets, each on a connection of its own.
type realtimeSockets struct {
	conn.Dialer
	url       string
	transport *http.Transport
	options   websocket.DialOptions
}

func newRealtimeSockets(_ context.Context, _ contract.Stack, c Config) (realtimeWire, error) {
	l := &realtimeSockets{
		Dialer: conn.Dialer{Address: c.Address},
		url:    c.url("/v1/recommendations/live"),
	}
	l.transport = &http.Transport{
		DialContext:     func(ctx context.Context, _, _ string) (net.Conn, error) { return l.Dial(ctx) },
		TLSClientConfig: c.Settings.TLS.Clone(),
		Protocols:       new(http.Protocols),
	}
	l.transport.Protocols.SetHTTP1(true)
	l.options.HTTPClient = &http.Client{Transport: l.transport}
	if c.Settings.Gzip {
		l.options.CompressionMode = websocket.CompressionNoContextTakeover
	}
	return l, nil
}

func (l *realtimeSockets) open(ctx context.Context, _ int) (realtimeConn, error) {
	conn, answer, err := websocket.Dial(ctx, l.url, &l.options)
	if err != nil {
		if answer != nil && answer.StatusCode != http.StatusSwitchingProtocols {
			err = &failed{"status " + strconv.Itoa(answer.StatusCode), err}
		}
		return nil, err
	}
	if l.options.CompressionMode != websocket.CompressionDisabled && answer.Header.Get("Sec-WebSocket-Extensions") == "" {
		conn.CloseNow()
		return nil, &failed{contract.MalformedAnswer, errors.New("the stream is not compressed; the settings of client and service differ")}
	}
	conn.SetReadLimit(largestLine)
	c := &socketStream{socket: conn}
	c.encoder = json.NewEncoder(&c.out)
	return c, nil
}

// failure implements [realtimeWire]. A service says by a code why it closes a WebSocket.
func (l *realtimeSockets) failure(err error) string {
	if code := websocket.CloseStatus(err); code >= 0 {
		return "close " + strconv.Itoa(int(code))
	}
	return conn.Failure(context.Background(), err)
}

func (l *realtimeSockets) requestSize(action *Request) (int, error) {
	text, err := json.Marshal(actionBody(action))
	return len(text), err
}

func (l *realtimeSockets) numberSize(action int32) int { return digits(action) }

// Retries implements [client.Client]. There are none.
func (l *realtimeSockets) Retries() int64 { return 0 }

// Codings implements [client.Client]. It counts none: whether messages are compressed is settled
// when the WebSocket opens.
func (l *realtimeSockets) Codings() map[string]int64 { return nil }

func (l *realtimeSockets) Close() error {
	l.transport.CloseIdleConnections() // of handshakes that were refused
	return nil
}

// socketStream is an open WebSocket, with a buffer to send and one to receive.
type socketStream struct {
	socket  *websocket.Conn
	out, in bytes.Buffer
	encoder *json.Encoder
	last    socketRecommendation
}

// actionBody makes the JSON of an action, as any client does.
func actionBody(r *Request) catalogjson.Action {
	return catalogjson.Action{UserID: r.UserID, BookID: r.BookID, Kind: r.Kind, Stars: r.Stars, MaxResults: r.Items}
}

func (c *socketStream) send(r *Request) {
	c.out.Reset()
	_ = c.encoder.Encode(actionBody(r)) // numbers and words always encode
	_ = c.socket.Write(context.Background(), websocket.MessageText, bytes.TrimSuffix(c.out.Bytes(), newline))
}

var newline = []byte("\n")

func (c *socketStream) receive() (recommendation, error) {
	_, message, err := c.socket.Reader(context.Background())
	if err != nil {
		return nil, err
	}
	c.in.Reset()
	if _, err := c.in.ReadFrom(message); err != nil {
		return nil, err
	}
	c.last = socketRecommendation{length: c.in.Len()}
	if err := json.Unmarshal(c.in.Bytes(), &c.last.Recommendation); err != nil {
		return nil, &failed{contract.UndecodableAnswer, fmt.Errorf("decode recommendation: %w", err)}
	}
	return &c.last, nil
}

func (c *socketStream) cut() { c.socket.CloseNow() }

// socketRecommendation is a recommendation that was decoded from JSON.
type socketRecommendation struct {
	catalogjson.Recommendation
	length int
}

func (r *socketRecommendation) GetAction() int32                       { return r.Action }
func (r *socketRecommendation) GetRemaining() int32                    { return r.Remaining }
func (r *socketRecommendation) fingerprint() int                       { return len(r.Title) + len(r.Description) }
func (r *socketRecommendation) message() *catalogv1.BookRecommendation { return r.Proto() }
func (r *socketRecommendation) size() (int, error)                     { return r.length, nil }
