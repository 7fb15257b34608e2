package conformance_test

import (
	"strings"
	"testing"

	"github.com/coder/websocket"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/wiretax/wiretax/catalog/generate"
	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// JSON that is deep, numbers that are huge, and texts that are long are refused in few words.
func TestStrangeJSON(t *testing.T) {
	t.Parallel()
	rest := start(t, restService, config{books: generate.Catalog(generate.DefaultSeed, 50)})
	rpc := connectGRPC(t, stackNamed("grpc-json"), start(t, grpcService, config{}), false)
	digits := strings.Repeat("9", 1<<16)
	for _, text := range []string{
		strings.Repeat("[", 1<<16), strings.Repeat(`{"user_id":`, 1<<16), `{"user_id":` + strings.Repeat("[", 1<<16),
		`{"user_id":` + digits + `}`, `{"user_id":1e` + digits + `}`, `{"user_id":1e400}`, `{"user_id":-` + digits + `.5}`,
		`{"user_id":"` + digits + `"}`, `{"kind":"` + digits + `"}`, `{"` + digits + `":1}`, `{"user_id":1e9}`, `{"user_id":1.5}`,
		"null", "true", "7", `"text"`, "[]", "{}", "\xff\xfe", "{}{}", "{} x", `{"stars":true}`,
	} {
		t.Run(text[:min(len(text), 20)], func(t *testing.T) {
			checkLines(t, rest, text)
			checkWebSocket(t, rest, text)
			checkCodec(t, rpc, text)
			rest.alive(t)
		})
	}
}

// mostText is how long what a stranger is told may be: a sentence and 40 bytes of theirs,
// which may each be quoted as four.
const mostText = 400

// checkLines wants a line that is no rating rejected, and those around it accepted.
func checkLines(t *testing.T, s *service, text string) {
	t.Helper()
	upload := connectREST(t, stackNamed("rest"), s, false).post(t, linesType, "", strings.NewReader(aRating+"\n"+text+"\n"+aRating+"\n"))
	if !strings.HasPrefix(upload, `200 {"accepted":2,"rejected":1,"rejections":[{"position":2,`) || len(upload) > mostText {
		t.Errorf("a line of %.20q gets %.500s, want it rejected alone", text, upload)
	}
	if upload = connectREST(t, stackNamed("rest"), s, false).post(t, jsonType, "", strings.NewReader("["+aRating+","+text+"]")); len(upload) > mostText ||
		!strings.HasPrefix(upload, "400 ") && !strings.HasPrefix(upload, `200 {"accepted":1,"rejected":1,"rejections":[{"position":2,`) {
		t.Errorf("an element of %.20q gets %.500s, want it rejected, or 400", text, upload)
	}
}

func checkWebSocket(t *testing.T, s *service, text string) {
	t.Helper()
	conn, err := connectREST(t, stackNamed("rest"), s, false).dialWebSocket(brief(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	if err = conn.Write(brief(t), websocket.MessageText, []byte(text)); err == nil {
		_, _, err = conn.Read(brief(t))
	}
	if got := websocket.CloseStatus(err); got != 4400 {
		t.Errorf("an action of %.20q gets %v, want the close status 4400", text, err)
	}
}

// checkCodec asks in gRPC's JSON for what no text here asks for rightly.
func checkCodec(t *testing.T, c *grpcClient, text string) {
	t.Helper()
	request, answer := []byte(text), []byte(nil)
	err := c.conn.Invoke(brief(t), catalogv1.RecommendationService_Recommend_FullMethodName, &request, &answer, forceRaw("json"))
	if got := status.Code(err); got != codes.InvalidArgument && got != codes.Internal || len(status.Convert(err).Message()) > mostText {
		t.Errorf("a request of %.20q gets %.500v, want INVALID_ARGUMENT or INTERNAL", text, err)
	}
}
