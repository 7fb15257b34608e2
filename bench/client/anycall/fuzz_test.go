package anycall

import (
	"strings"
	"testing"

	health "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/wiretax/wiretax/bench/client/conn"
	"github.com/wiretax/wiretax/bench/descriptors"
	"github.com/wiretax/wiretax/bench/plan"
)

// FuzzCheck checks that any target is rejected in one line, or can be prepared.
func FuzzCheck(f *testing.F) {
	f.Add("http://localhost/a?b=c", "PUT", "A: b", `{"a":1}`, "$.a=1")
	f.Add("grpcs://[::1]:443/a.B/C", "", "key-bin: AA==", "{}", "status=NOT_FOUND")
	f.Add("grpc://x:1/a.B/C", "", "Host: y", "", `$.a[?@.b=="="].c=[1,{"d":null}]`)
	f.Fuzz(func(t *testing.T, url, method, header, data, expect string) {
		if strings.HasPrefix(data, "@") {
			return // a file
		}
		to := plan.Target{URL: url, Method: method, Headers: []string{header}, Data: data, Expect: []string{expect}}
		if _, err := Parse(t.Context(), to); err != nil {
			if strings.ContainsAny(err.Error(), "\r\n") {
				t.Errorf("Parse(%+v) = %q, want one line", to, err)
			}
			return
		}
		s, err := newEndpoint(to)
		if err != nil || s.address == "" || s.method == "" {
			t.Errorf("newSite(%+v) = %+v, %v after Check found nothing", to, s, err)
		}
	})
}

// FuzzAnswer checks any answer against expectations.
func FuzzAnswer(f *testing.F) {
	f.Add("$.status=SERVING", []byte("\x08\x01"), 0)
	f.Add(`$.a[?@.b=="="].c=[1,{"d":null}]`, []byte(`{"a":[{"b":"=","c":[1e0]}]}`), 200)
	f.Add("length=01", []byte(""), 503)
	output := health.File_grpc_health_v1_health_proto.Messages().ByName("HealthCheckResponse")
	files := new(protoregistry.Files)
	if err := files.RegisterFile(health.File_grpc_health_v1_health_proto); err != nil {
		f.Fatal(err)
	}
	types := (&descriptors.Set{Files: files}).Types(nil)
	f.Fuzz(func(t *testing.T, line string, answer []byte, status int) {
		for _, method := range []*rpcMethod{nil, {output: output, types: types}} {
			expect, err := newExpectation([]string{line}, method != nil)
			if err != nil {
				return
			}
			c := &Call{expect: expect, method: method}
			failure, err := c.judge(&conn.Reply{Status: status, Length: int64(len(answer)), Glimpse: answer}, true, answer)
			if (failure == "") != (err == nil) || (err != nil && strings.ContainsAny(err.Error(), "\r\n")) {
				t.Errorf("%q of %q, status %d: %q, %q", line, answer, status, failure, err)
			}
		}
	})
}
