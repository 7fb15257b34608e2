package section

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
)

// service is A or B of a pair as a table tells it, in Markdown.
type service struct {
	pair, key                                               string
	url, protocol, method, headers, data, expected, process string
	// schema is where the message types come from; empty over HTTP.
	schema string
	// secrets says that it has headers or variables, whose values no record keeps.
	secrets bool
}

// elsewhere is the process of a service of which only the URL is known.
const elsewhere = "runs elsewhere"

// services are those of all pairs, A before B.
func services(r *judged.Run) []service {
	var out []service
	for _, p := range r.Plan.Pairs {
		for _, key := range []string{"a", "b"} {
			t := p.A
			if key == "b" {
				t = p.B
			}
			s := service{
				pair: p.Name, key: key, url: page.Code(page.Address(t.URL)), method: "unary call",
				headers: headerNames(t.Headers), secrets: len(t.Headers) > 0 || strings.Contains(t.Start, record.NotKept),
				data: sent(t.Data, t.Order), process: elsewhere,
			}
			s.protocol = protocol(t.URL, t.HTTP2)
			switch {
			case t.Insecure:
				s.protocol += ", any certificate trusted"
			case t.CACert != "":
				s.protocol += ", trusting " + page.Code(page.Base(t.CACert))
			}
			s.expected = "status OK"
			if !isGRPC(t.URL) {
				s.method, s.expected = httpMethod(t.Method, t.Data), "status 200 to 299"
			} else {
				s.schema = schema(t.Proto, t.ProtoPath, t.Protoset)
				if t.Data == "" {
					s.data = page.Code("{}")
				}
			}
			if len(t.Expect) > 0 {
				s.expected = codes(t.Expect)
			}
			switch {
			case t.Start != "":
				s.process = "started for every trial: " + page.Code(t.Start)
			case t.PID != 0:
				s.process = fmt.Sprintf("process %d, which ran already", t.PID)
			}
			out = append(out, s)
		}
	}
	return out
}

func isGRPC(address string) bool { return strings.HasPrefix(address, "grpc") }

func protocol(address string, http2 bool) string {
	scheme, _, _ := strings.Cut(address, "://")
	name := "HTTP/1.1"
	switch {
	case isGRPC(address):
		name = "gRPC"
	case http2:
		name = "HTTP/2"
	}
	if scheme == "https" || scheme == "grpcs" {
		name += " over TLS"
	}
	return name
}

func httpMethod(method, data string) string {
	switch {
	case method != "":
		return page.Code(method)
	case data != "":
		return page.Code("POST")
	}
	return page.Code("GET")
}

// headerNames leaves out the values, which may be secrets.
func headerNames(headers []string) string {
	var names []string
	for _, h := range headers {
		name, _, _ := strings.Cut(h, ":")
		names = append(names, strings.TrimSpace(name))
	}
	return codes(names)
}

// sent says what the requests carry, but not what it says.
func sent(data, order string) string {
	file, isFile := strings.CutPrefix(data, "@")
	switch {
	case data == "":
		return page.None
	case !isFile:
		size := float64(len(data))
		return page.Bytes.Together(&size)[0]
	case filepath.Ext(file) != ".jsonl":
		return "from " + page.Code(page.Base(file))
	case order == "shuffle":
		return "lines of " + page.Code(page.Base(file)) + ", shuffled"
	}
	return "lines of " + page.Code(page.Base(file)) + ", in order"
}

// schema says by which files a gRPC service is known.
func schema(proto, protoPath []string, protoset string) string {
	switch {
	case len(proto) > 0:
		text := codes(bases(proto))
		if len(protoPath) > 0 {
			text += ", imports from " + codes(bases(protoPath))
		}
		return text
	case protoset != "":
		return "protoset " + page.Code(page.Base(protoset))
	}
	return "gRPC reflection"
}

// bases are the last parts of paths.
func bases(names []string) []string {
	var out []string
	for _, name := range names {
		out = append(out, page.Base(name))
	}
	return out
}

// codes lists words of a plan.
func codes(words []string) string {
	var out []string
	for _, w := range words {
		out = append(out, page.Code(w))
	}
	if len(out) == 0 {
		return page.None
	}
	return strings.Join(out, ", ")
}

// letterAndName is "A", or "A: main".
func letterAndName(r *judged.Run, key string) string {
	if letter, title := judged.StackTitle(key), r.Title(key); title != letter {
		return letter + ": " + page.Escape(title)
	}
	return judged.StackTitle(key)
}

// pairTables writes what A and B are.
func pairTables(r *judged.Run, d *page.Page) {
	all := services(r)
	for i := 0; i+1 < len(all); i += 2 {
		s, t := &all[i], &all[i+1]
		rows := [][]string{
			{"URL", s.url, t.url},
			{"protocol", s.protocol, t.protocol},
			{"method", s.method, t.method},
			{"headers", s.headers, t.headers},
			{"request data", s.data, t.data},
			{"right answers", s.expected, t.expected},
			{"process", s.process, t.process},
		}
		if s.schema+t.schema != "" {
			rows = slices.Insert(rows, 2, []string{"message types", cmp.Or(s.schema, page.None), cmp.Or(t.schema, page.None)})
		}
		d.Table([]string{page.Code(s.pair), letterAndName(r, s.key), letterAndName(r, t.key)}, rows)
	}
}
