package size

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/dynamicpb"
)

// documentSeeds are documents of the message Everything, and other texts.
var documentSeeds = []string{
	``, `{}`, `[]`, `null`, `{"aBool":true,}`, `{"aBool":1}`, `{"anInt32":2147483648}`, `{"anInt32":"x"}`,
	`{"aColour":"PINK","colours":["PINK","RED","PINK"],"byTruth":{"true":"PINK","false":"RED"}}`,
	`{"unknown":{"deep":[1,{"x":"}]"}]},"aBool":true,"more":"\"]\\"}`,
	`{"any":{"@type":"x/everything.v1.Implicit","number":1,"lost":[{}]}}`,
	`{"any":{"@type":"x/google.protobuf.Duration","value":"1s","lost":0},"empty":{"lost":1}}`,
	`{"any":{"lost":1},"struct":{"kept":1},"value":null,"nothing":null,"free":{"a":null}}`,
	`{"[everything.v1.extra]":"x","[everything.v1.lost]":1,"[]":2}`,
	`{"within":{"within":{"several":[{"lost":1},null]}}}`, `{"chosenText":"","chosenNumber":1}`,
	`{"counts":{"a":1,"a":2},"byId":{"x":{}}}`, `{"time":"yesterday","mask":"a,,b","duration":"1"}`,
	"\ufeff{}", "{\"aString\":\"\xff\"}", `{"aString":"\ud800"}`, `{"aDouble":1e999,"aFloat":-0}`, "{\r\n\"aBool\":\r\n2}",
	`{"": [{"":10e}]} `, `{"byTruth":{"":""}}`, `{"aColour":"PINK","aColour":"RED"}`, `{"a\u0042ool":true, "an_int32":1, "anInt32":2}`, strings.Repeat(`{"within":`, 200) + strings.Repeat(`}`, 200),
}

// FuzzDocument checks that documents are read as protojson reads them, with and without what is
// unknown, that every error is one line that names the document, and that the parts add up.
func FuzzDocument(f *testing.F) {
	for _, file := range []string{"testdata/everything.json", "testdata/order1.json"} {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, seed := range documentSeeds {
		f.Add([]byte(seed))
	}
	schema := everything(f, "Everything")
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, discard := range []bool{false, true} {
			want := dynamicpb.NewMessage(schema.Message)
			wantErr := protojson.UnmarshalOptions{Resolver: schema.Types, DiscardUnknown: discard}.Unmarshal(text, want)
			if wantErr == nil && !json.Valid(text) {
				wantErr = errors.New("protojson takes numbers such as 10e, which are no JSON")
			}
			got, kept, dropped, err := decode(schema, document{"d", "d.json", 1, text}, discard)
			if (err == nil) != (wantErr == nil) {
				t.Fatalf("decode(%q, discard %v): %v, want as protojson: %v", text, discard, err, wantErr)
			}
			if err != nil {
				if said := err.Error(); !strings.HasPrefix(said, "d.json:") || strings.ContainsAny(said, "\n\r\x1b") || utf8.RuneCountInString(said) > 500 {
					t.Fatalf("decode(%q, discard %v): %q, want one line of the document", text, discard, said)
				}
				continue
			}
			if !proto.Equal(got, want) {
				t.Fatalf("decode(%q, discard %v) = %v, want %v", text, discard, got, want)
			}
			// What is left of the text is the message without anything unknown.
			rest := dynamicpb.NewMessage(schema.Message)
			if err := (protojson.UnmarshalOptions{Resolver: schema.Types}).Unmarshal(kept, rest); err != nil || !proto.Equal(rest, want) {
				t.Fatalf("of %q %q is left: %v", text, kept, err)
			}
			s := newScale(schema, discard)
			of, err := s.weigh(document{"d", "d.json", 1, text})
			if err != nil {
				t.Fatalf("weigh(%q): %v", text, err)
			}
			addUp(t, s, of)
			if dropped.values > 0 {
				continue
			}
			var compact bytes.Buffer
			if err := json.Compact(&compact, text); err != nil || int64(compact.Len()) != of.Compact {
				t.Errorf("%q has %d bytes of compact JSON, want %d (%v)", text, of.Compact, compact.Len(), err)
			}
		}
	})
}

// FuzzStdin checks that splitting a stream into documents loses nothing of it.
func FuzzStdin(f *testing.F) {
	for _, seed := range []string{"", "\n", "{}", "{}\n{}\n", "{\n}\n", "\r\n\r\n{\r\n}", "{}\n\n  \n{}", "1\n2", "{} {}", "nul", "[\n", `{"a":"` + "\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var joined strings.Builder
		for d, err := range documentsIn(t.Context(), []string{Stdin}, strings.NewReader(text), true) {
			if err != nil {
				if strings.TrimSpace(text) != "" {
					t.Fatalf("%q: %v", text, err)
				}
				return
			}
			if !strings.HasPrefix(d.Name, "stdin") || d.Line < 1 || d.Line > 1+strings.Count(text, "\n") {
				t.Errorf("%q: document %q of line %d", text, d.Name, d.Line)
			}
			joined.Write(d.Text)
			joined.WriteByte('\n')
		}
		if got, want := strings.Join(strings.Fields(joined.String()), ""), strings.Join(strings.Fields(text), ""); got != want {
			t.Errorf("%q was read as %q", text, joined.String())
		}
	})
}
