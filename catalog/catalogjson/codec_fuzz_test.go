package catalogjson_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/proto"

	catalogv1 "github.com/wiretax/wiretax/proto/catalog/v1"
)

// messages are one of each type that a stranger may send, or that a stranger's service may
// answer with.
var messages = []proto.Message{
	&catalogv1.GetBookRequest{}, &catalogv1.ListBooksRequest{}, &catalogv1.RatingHistoryRequest{},
	&catalogv1.RecommendationRequest{}, &catalogv1.BookRating{}, &catalogv1.UserAction{},
	&catalogv1.Book{}, &catalogv1.RecommendationResponse{}, &catalogv1.BookRecommendation{},
	&catalogv1.RatingHistoryResponse{}, &catalogv1.UploadBookRatingsResponse{},
	&healthv1.HealthCheckRequest{},
}

// Any text gives an error of one line that quotes little of it, or a message that survives being
// written and read.
func FuzzCodecUnmarshal(f *testing.F) {
	for i := range messages {
		for _, text := range []string{"", "{}", "null", "[]", `{"id":1}`, `{"id":"1"}`, `{"id":1e99}`, `{"category":"5","kind":"-1"}`, `{"category":"MYSTERY","kind":"RATED"}`,
			`{"category":"é` + strings.Repeat("x", 60) + `"}`, `{"upload_id":"\ud800"}`, `{"recommendations":[{}],"days":[{"one":1}],"rejections":[{}],"price":{},"authors":[""]}`} {
			f.Add(uint8(i), text)
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		kind := messages[int(which)%len(messages)]
		m := kind.ProtoReflect().New().Interface()
		if err := codec.Unmarshal([]byte(text), m); err != nil {
			if s := err.Error(); s == "" || strings.Contains(s, "\n") || len(s) > 300 || !utf8.ValidString(s) {
				t.Errorf("Unmarshal(%q) into %T = %q, want one short line", text, m, s)
			}
			return
		}
		written, err := codec.Marshal(m)
		if err != nil {
			t.Fatalf("Marshal(%v) = %v, want nil", m, err)
		}
		same := kind.ProtoReflect().New().Interface()
		if err := codec.Unmarshal(written, same); err != nil || !proto.Equal(m, same) {
			t.Errorf("Unmarshal(%s) = %v, %v; want %v", written, same, err, m)
		}
	})
}
