package size

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/terminal"
)

// formats are the endings of golden files.
var formats = map[Format]string{Table: "txt", JSON: "json", Markdown: "md"}

func TestDocumentsGolden(t *testing.T) {
	order := Request{Protos: []string{"testdata/shop.proto"}, Message: "shop.v1.Order"}
	with := func(change func(*Request)) Request {
		r := order
		change(&r)
		return r
	}
	for name, r := range map[string]Request{
		"orders": with(func(r *Request) { r.Files = []string{"testdata/order1.json", "testdata/order2.json"} }),
		"dropped": with(func(r *Request) {
			r.Files, r.DiscardUnknown = []string{Stdin}, true
			r.Stdin = strings.NewReader(`{"id":"ord-1","colour":"red","items":[{"sku":"A","weight":{"grams":12}},{"sku":"B"}],"status":"LOST"}`)
		}),
		"many": with(func(r *Request) {
			r.Files, r.Stdin = []string{Stdin}, orderLines(25)
		}),
		"zeros": with(func(r *Request) {
			r.Files, r.Stdin = []string{Stdin}, strings.NewReader(`{"id":"","customerId":0,"items":[],"gift":false,"note":null}`)
		}),
		"everything": {
			Protos: []string{"testdata/everything.proto"}, Message: "everything.v1.Everything",
			Files: []string{"testdata/everything.json"},
		},
	} {
		for format, ending := range formats {
			t.Run(name+"."+ending, func(t *testing.T) {
				r := r
				if seekable, ok := r.Stdin.(*strings.Reader); ok {
					seekable.Seek(0, 0)
				}
				r.Format = format
				var got, notes bytes.Buffer
				if err := Documents(t.Context(), r, &got, &notes); err != nil {
					t.Fatal(err)
				}
				golden(t, name+"."+ending, append(got.Bytes(), notes.Bytes()...))
				if format == Table {
					narrow(t, got.String())
				}
			})
		}
	}
}

// orderLines are orders as JSONL.
func orderLines(n int) *strings.Reader {
	var lines strings.Builder
	for i := range n {
		fmt.Fprintf(&lines, `{"id":"ord-%d","customerId":"%d","status":"PAID","items":[{"sku":"BK-%d","quantity":%d}]}`+"\n", i, 1000+i*7, i*31, 1+i%3)
	}
	return strings.NewReader(lines.String())
}

// narrow checks that text fits the width of a terminal.
func narrow(t *testing.T, text string) {
	t.Helper()
	for i, line := range strings.Split(text, "\n") {
		if n := terminal.TextWidth(line); n > Columns {
			t.Errorf("line %d has %d columns, want at most %d: %s", i+1, n, Columns, line)
		}
	}
}
