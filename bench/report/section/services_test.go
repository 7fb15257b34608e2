package section

import (
	"testing"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
)

func TestServiceRows(t *testing.T) {
	for _, c := range []struct {
		name        string
		target      plan.Target
		field, want func(service) string
	}{
		{"http", plan.Target{URL: "http://h/x"}, func(s service) string { return s.protocol + s.method + s.data + s.expected + s.process + s.headers },
			func(service) string { return "HTTP/1.1`GET`–status 200 to 299runs elsewhere–" }},
		{"http with data", plan.Target{URL: "http://h/x", Data: "abc"}, func(s service) string { return s.method + s.data },
			func(service) string { return "`POST`3.00 B" }},
		{"grpcs", plan.Target{URL: "grpcs://h/p.S/M", PID: 3}, func(s service) string { return s.protocol + s.method + s.data + s.expected + s.process },
			func(service) string { return "gRPC over TLSunary call`{}`status OKprocess 3, which ran already" }},
		{"a file", plan.Target{URL: "http://h/x", Data: "@C:\\me\\body.bin"}, func(s service) string { return s.data }, func(service) string { return "from `body.bin`" }},
		{"many requests", plan.Target{URL: "grpc://h/p.S/M", Data: "@r.jsonl"}, func(s service) string { return s.data }, func(service) string { return "lines of `r.jsonl`, in order" }},
		{"no files", plan.Target{URL: "grpc://h/p.S/M"}, func(s service) string { return s.schema }, func(service) string { return "gRPC reflection" }},
		{"a protoset", plan.Target{URL: "grpc://h/p.S/M", Protoset: "/home/me/shop.binpb"}, func(s service) string { return s.schema }, func(service) string { return "protoset `shop.binpb`" }},
		{"a .proto file", plan.Target{URL: "grpcs://h/p.S/M", Proto: []string{"/home/me/shop.proto"}}, func(s service) string { return s.schema }, func(service) string { return "`shop.proto`" }},
		{".proto files with imports", plan.Target{URL: "grpc://h/p.S/M", Proto: []string{"a.proto", "x/b|.proto"}, ProtoPath: []string{"/home/me/proto/"}}, func(s service) string { return s.schema },
			func(service) string { return "`a.proto`, `b\\|.proto`, imports from `proto`" }},
		{"HTTP has no schema", plan.Target{URL: "http://h/x"}, func(s service) string { return s.schema }, func(service) string { return "" }},
		{"control characters", plan.Target{URL: "http://h/\x1b[2J`|x"}, func(s service) string { return s.url }, func(service) string { return "`http://h/�[2J'\\|x`" }},
		{"no URL", plan.Target{URL: "http://me:hidden@h\x00/a@b"}, func(s service) string { return s.url }, func(service) string { return "`http://me:xxxxx@h�/a@b`" }},
		{"an at in the path", plan.Target{URL: "http://h:80/a:b@c"}, func(s service) string { return s.url }, func(service) string { return "`http://h:80/a:b@c`" }},
		{"a password", plan.Target{URL: "http://me:hidden@h/"}, func(s service) string { return s.url }, func(service) string { return "`http://me:xxxxx@h/`" }},
	} {
		r := &judged.Run{Plan: &record.Plan{Pairs: []plan.Pair{{Name: "p", A: c.target}}}}
		s := services(r)[0]
		if got, want := c.field(s), c.want(s); got != want {
			t.Errorf("%s: %q, want %q", c.name, got, want)
		}
	}
}
