package conformance_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/coder/websocket"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

func (c *restClient) lists() map[string]lister {
	all := map[string]lister{"pages": c.pages}
	if c.stack.json {
		all["lines"] = c.lines
	}
	return all
}

// query is the query string of the values that are not zero.
func query(pairs ...any) string {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		text := ""
		switch v := pairs[i+1].(type) {
		case int32:
			text = strconv.Itoa(int(v))
		case catalogv1.BookCategory:
			if text = v.String(); v == 0 {
				text = "0"
			}
		case string:
			text = v
		}
		if text != "0" && text != "" {
			values.Set(pairs[i].(string), text)
		}
	}
	if len(values) == 0 {
		return ""
	}
	return "?" + values.Encode()
}

func (c *restClient) lines(ctx context.Context, r *catalogv1.ListBooksRequest) (outcome, error) {
	target := "/v1/books" + query("category", r.Category, "limit", r.Limit, "after_id", r.AfterId)
	a, err := c.do(ctx, http.MethodGet, target, linesType, "", nil)
	if err != nil {
		return outcome{}, err
	}
	return a.outcome(linesType, lines, new(catalogv1.Book))
}

// pages asks for one page after the other, of a few books each, until there are enough. It
// has no after_id: a listing begins where a token says.
func (c *restClient) pages(ctx context.Context, r *catalogv1.ListBooksRequest) (all outcome, err error) {
	token, size := "", int32(7)
	if r.Limit < 0 {
		size = r.Limit
	}
	for {
		target := "/v1/books" + query("category", r.Category, "page_size", size, "page_token", token)
		a, err := c.do(ctx, http.MethodGet, target, c.mediaType, "", nil)
		if err != nil {
			return all, err
		}
		o, err := a.outcome(c.mediaType, whole, new(catalogv1.BookPage))
		if err != nil || o.Code != "OK" {
			return o, err
		}
		all.Code = "OK"
		page := o.Answers[0].(*catalogv1.BookPage)
		for _, b := range page.Books {
			if all.Answers = append(all.Answers, b); len(all.Answers) == int(r.Limit) {
				return all, nil
			}
		}
		if token = page.NextPageToken; token == "" {
			return all, nil
		}
		if len(page.Books) == 0 {
			return all, errors.New("a page without books has a token")
		}
	}
}

func (c *restClient) uploads() map[string]uploader {
	if !c.stack.json {
		return map[string]uploader{"batch": c.uploader(protobufType, func(ratings []*catalogv1.BookRating) ([]byte, error) {
			return proto.Marshal(&catalogv1.BookRatings{Ratings: ratings})
		})}
	}
	return map[string]uploader{
		"lines": c.uploader(linesType, func(ratings []*catalogv1.BookRating) ([]byte, error) {
			return joined(ratings, "", "\n", "\n")
		}),
		"array": c.uploader(jsonType, func(ratings []*catalogv1.BookRating) ([]byte, error) {
			return joined(ratings, "[", ",", "]")
		}),
	}
}

func (c *restClient) uploader(contentType string, body func([]*catalogv1.BookRating) ([]byte, error)) uploader {
	return func(ctx context.Context, id string, ratings []*catalogv1.BookRating) (outcome, error) {
		text, err := body(ratings)
		if err != nil {
			return outcome{}, err
		}
		a, err := c.do(ctx, http.MethodPost, "/v1/ratings"+query("upload_id", id), c.mediaType, contentType, text)
		if err != nil {
			return outcome{}, err
		}
		return a.outcome(c.mediaType, whole, new(catalogv1.UploadBookRatingsResponse))
	}
}

func joined(ratings []*catalogv1.BookRating, before, between, after string) ([]byte, error) {
	text := bytes.NewBufferString(before)
	for i, r := range ratings {
		if i > 0 {
			text.WriteString(between)
		}
		one, err := jsonCodec{}.Marshal(r)
		if err != nil {
			return nil, err
		}
		text.Write(one)
	}
	text.WriteString(after)
	return text.Bytes(), nil
}

// talks has a WebSocket, which is of HTTP/1.1 and of JSON only.
func (c *restClient) talks() map[string]talker {
	if c.stack.http2 || !c.stack.json {
		return nil
	}
	return map[string]talker{"websocket": c.talk}
}

func (c *restClient) dialWebSocket(ctx context.Context) (*websocket.Conn, error) {
	conn, _, err := websocket.Dial(ctx, c.scheme+"://"+c.address+"/v1/recommendations/live", &websocket.DialOptions{HTTPClient: c.http})
	if err == nil {
		conn.SetReadLimit(-1)
	}
	return conn, err
}

func (c *restClient) talk(ctx context.Context, actions []*catalogv1.UserAction) (o outcome, err error) {
	conn, err := c.dialWebSocket(ctx)
	if err != nil {
		return o, err
	}
	defer conn.CloseNow()
	for _, a := range actions {
		text, err := jsonCodec{}.Marshal(a)
		if err != nil {
			return o, err
		}
		if err := conn.Write(ctx, websocket.MessageText, text); err != nil {
			return o.closed(err)
		}
		for more := true; more; {
			_, text, err := conn.Read(ctx)
			if err != nil {
				return o.closed(err)
			}
			answer := new(catalogv1.BookRecommendation)
			if err := protojson.Unmarshal(text, answer); err != nil {
				return o, err
			}
			o.Answers, more = append(o.Answers, answer), answer.Remaining > 0
		}
	}
	o.Code = "OK"
	return o, conn.Close(websocket.StatusNormalClosure, "")
}

// codeOfClose is what the service closes a WebSocket with, in gRPC's words.
var codeOfClose = map[websocket.StatusCode]string{
	4400: "INVALID_ARGUMENT", 4404: "NOT_FOUND", 4504: "DEADLINE_EXCEEDED",
	websocket.StatusMessageTooBig: "RESOURCE_EXHAUSTED", websocket.StatusGoingAway: "UNAVAILABLE",
}

// closed reads the error of a WebSocket that the service closed.
func (o outcome) closed(err error) (outcome, error) {
	var e websocket.CloseError
	if !errors.As(err, &e) {
		return o, err
	}
	if o.Code = codeOfClose[e.Code]; o.Code == "" {
		return o, err
	}
	o.Text = e.Reason
	o.Field, _, _ = cutField(e.Reason)
	return o, nil
}
