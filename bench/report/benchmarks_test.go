package report

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/wiretax/wiretax/bench/gobench"
	"github.com/wiretax/wiretax/bench/record"
	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
	"github.com/wiretax/wiretax/bench/report/reporttest"
	"github.com/wiretax/wiretax/bench/report/section"
)

const rawHead = `# Go benchmarks of wiretax, rounds in random order.
wiretax-build: v0.1.0
go-version: go1.26.8
kernel: 6.1.0
cpus: 2
Unit wire-B/op better=lower
`

// rawCosts are cases and what each takes: time, then the other units.
var rawCosts = []struct {
	name    string
	seconds float64
	others  string
}{
	{"Encode/codec=json/message=Book/items=1", 1.9e-6, "690 msg-B/op"},
	{"Encode/codec=protobuf/message=Book/items=1", 0.4e-6, "430 msg-B/op"},
	{"Encode/codec=json/message=RatingHistory/items=100", 52e-6, "6400 msg-B/op"},
	{"Encode/codec=protobuf/message=RatingHistory/items=100", 9e-6, "1500 msg-B/op"},
	{"Decode/codec=json/message=Book/items=1", 7.1e-6, "690 msg-B/op"},
	{"Decode/codec=protobuf/message=Book/items=1", 0.9e-6, "430 msg-B/op"},
	{"Decode/codec=json/message=RatingHistory/items=100", 240e-6, "6400 msg-B/op"},
	{"Decode/codec=protobuf/message=RatingHistory/items=100", 15e-6, "1500 msg-B/op"},
	{"Call/stack=rest/op=GetBook/items=1/callers=1", 105e-6, "98000 p50-ns %p99 61000 server-cpu-ns/op 886 wire-B/op"},
	{"Call/stack=grpc/op=GetBook/items=1/callers=1", 129e-6, "117000 p50-ns %p99 82000 server-cpu-ns/op 498 wire-B/op"},
	{"Call/stack=rest/op=GetBook/items=1/callers=16", 31e-6, "480000 p50-ns 900000 p99-ns 40000 server-cpu-ns/op 886 wire-B/op"},
	{"Call/stack=grpc/op=GetBook/items=1/callers=16", 29e-6, "440000 p50-ns 990000 p99-ns 45000 server-cpu-ns/op 498 wire-B/op"},
	{"Stream/stack=rest-ndjson/op=ListBooks/items=1000", 4.4e-3, "4300000 p50-ns 410000 first-ns 1800000 server-cpu-ns/op 690123 wire-B/op"},
	{"Stream/stack=rest/op=ListBooks/items=1000", 5.2e-3, "5100000 p50-ns 520000 first-ns 2100000 server-cpu-ns/op 700123 wire-B/op"},
}

// raw is a file as make bench writes it, with noise and an order from a fixed seed.
func raw(rounds int) string {
	rng := rand.New(rand.NewPCG(3, 4))
	var text strings.Builder
	text.WriteString(rawHead)
	for round := 1; round <= rounds; round++ {
		fmt.Fprintf(&text, "# round %d of %d\ngoos: linux\ngoarch: amd64\npkg: example\ncpu: Example CPU @ 2.80GHz\n", round, rounds)
		for _, i := range rng.Perm(len(rawCosts)) {
			c := rawCosts[i]
			p99 := "300000 p99-ns"
			if round == 2 && strings.Contains(c.name, "stack=grpc") {
				p99 = "" // too few requests
			}
			nanos := c.seconds * 1e9 * math.Exp(.03*rng.NormFloat64())
			fmt.Fprintf(&text, "Benchmark%s-2 \t 1000\t %.1f ns/op %s 128 B/op 3 allocs/op\n", c.name, nanos, strings.Replace(c.others, "%p99", p99, 1))
		}
		text.WriteString("PASS\n")
	}
	return text.String()
}

func benchmarks(t *testing.T, text string) *gobench.Output {
	t.Helper()
	path := filepath.Join(t.TempDir(), "20261123-040000.txt")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	b, err := gobench.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestGoldenBenchmarks(t *testing.T) {
	r, err := Compose([]*record.Run{reporttest.Quick().Run(t)}, benchmarks(t, raw(6)), nil)
	if err != nil {
		t.Fatal(err)
	}
	goldenReport(t, filepath.Join("testdata", "benchmarks"), r)
}

// TestBenchmarkFigures holds a figure to its definition: geometric mean, and the ratio over
// the rounds in which both ran.
func TestBenchmarkFigures(t *testing.T) {
	const name = "BenchmarkCall/stack=%s/op=GetBook/items=1/callers=1-2 1 %d ns/op %d wire-B/op\n"
	text := rawHead
	for round, v := range [][2]int{{100, 50}, {400, 300}, {200, 0}} {
		text += fmt.Sprintf("# round %d of 3\n", round+1)
		text += fmt.Sprintf(name, "rest", v[0], 900)
		if v[1] > 0 {
			text += fmt.Sprintf(name, "grpc", v[1], 500)
		}
	}
	comparisons := judged.BenchComparisons()
	rows := comparisons[1].Rows(benchmarks(t, text))
	if len(rows) != 2 || rows[0].First.Keys["stack"] != "rest" || rows[0].N != 3 || rows[1].N != 2 {
		t.Fatalf("rows() = %+v, want REST of 3 rounds and gRPC of 2", rows)
	}
	for _, test := range []struct {
		what      string
		got, want float64
	}{
		{"REST's mean of three rounds", *rows[0].Cells[0].Value, 200e-9},
		{"gRPC's mean of two", *rows[1].Cells[0].Value, math.Sqrt(50*300) * 1e-9},
		{"the ratio of two pairs", rows[1].Cells[0].Against.Ratio, math.Sqrt(.5 * .75)},
		{"the ratio of bytes", rows[1].Cells[4].Against.Ratio, 500. / 900},
	} {
		if math.Abs(test.got/test.want-1) > 1e-9 {
			t.Errorf("%s is %v, want %v", test.what, test.got, test.want)
		}
	}
	if rows[0].Cells[0].Against.N != 0 {
		t.Error("REST is compared with itself")
	}
	if rows[1].Cells[1].Value != nil {
		t.Error("there is a p50, which no round has")
	}
}

// TestBenchmarkOrder holds the report to not depending on the order of the raw file, which is
// random.
func TestBenchmarkOrder(t *testing.T) {
	lines := strings.SplitAfter(raw(1), "\n")
	for i, j := 0, len(lines)-1; i < j; {
		switch {
		case !strings.HasPrefix(lines[i], "Benchmark"):
			i++
		case !strings.HasPrefix(lines[j], "Benchmark"):
			j--
		default:
			lines[i], lines[j] = lines[j], lines[i]
			i, j = i+1, j-1
		}
	}
	run := reporttest.Quick().Run(t)
	var texts []string
	for _, text := range []string{raw(1), strings.Join(lines, "")} {
		r, err := Compose([]*record.Run{run}, benchmarks(t, text), nil)
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(r.Markdown)+string(r.Files[resultsDir+figuresFile]))
	}
	if texts[0] != texts[1] {
		t.Error("the same results in another order give another report")
	}
}

func TestBenchmarksOfAnother(t *testing.T) {
	for _, test := range []struct{ from, to, want string }{
		{"wiretax-build: v0.1.0", "wiretax-build: v0.2.0", "differ in wiretax-build (v0.1.0, v0.2.0)"},
		{"go-version: go1.26.8", "go-version: go1.26.9", "go-version"},
		{"kernel: 6.1.0", "kernel: 6.2.0", "kernel"},
		{"cpus: 2", "cpus: 4", "cpus (2, 4)"},
		{"goos: linux", "goos: plan9", "goos"},
		{"Example CPU", "Other CPU", "cpu"},
	} {
		_, err := Compose([]*record.Run{reporttest.Quick().Run(t)}, benchmarks(t, strings.ReplaceAll(raw(1), test.from, test.to)), nil)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Compose() with %q = %v, want it refused for %s", test.to, err, test.want)
		}
	}
	if _, err := Compose([]*record.Run{reporttest.Shop().Run(t)}, benchmarks(t, raw(1)), nil); err == nil || !strings.Contains(err.Error(), "strangers") {
		t.Errorf("Compose() of strangers' services with benchmarks = %v, want a refusal", err)
	}
}

// FuzzBenchmarks holds the reader to being safe with any file, and the report of what it takes
// to being sound.
func FuzzBenchmarks(f *testing.F) {
	f.Add([]byte(raw(2)))
	f.Add([]byte(rawHead + "# round 1 of 1\nBenchmarkCall/stack=a|b/op=`x`/items=" + strconv.Itoa(math.MaxInt) + "-2 1 1e-300 ns/op\n"))
	f.Add([]byte(rawHead + "# round 1 of 1\nBenchmarkEncode/codec=json 1 1e300 ns/op\n# round 2 of 2\nBenchmarkEncode/codec=json 1 1e-300 ns/op\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := gobench.Read("x.txt", text)
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("the error has several lines: %q", err)
			}
			return
		}
		var d page.Page
		section.Benchmarks(&section.Input{Benchmarks: b}, &d)
		for _, bad := range []string{"NaN", "Inf", "%!", "\x1b"} {
			if strings.Contains(string(d.Markdown()), bad) && !strings.Contains(string(text), bad) {
				t.Errorf("the section holds %q", bad)
			}
		}
		for _, figure := range benchmarksIn(b).Figures {
			if _, err := figure.Value.MarshalJSON(); err != nil {
				t.Error(err)
			}
		}
	})
}
