package size

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/wiretax/wiretax/bench/transcode"
	"github.com/wiretax/wiretax/catalog"
	"github.com/wiretax/wiretax/catalog/generate"
)

var update = flag.Bool("update", false, "rewrite the golden files under testdata")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// books is the catalog that the program weighs.
var books = sync.OnceValue(func() *catalog.Catalog {
	return generate.Catalog(generate.DefaultSeed, generate.DefaultBooks)
})

// everything returns a message of testdata/everything.proto.
func everything(tb testing.TB, name string) *transcode.Schema {
	tb.Helper()
	s, err := Compile(tb.Context(), []string{"testdata/everything.proto"}, nil, "everything.v1."+name)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// golden shows the first lines that differ; -update accepts them.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(got, want) {
		return
	}
	gots, wants := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i, shown := 0, 0; i < max(len(gots), len(wants)) && shown < 5; i++ {
		g, w := lineOf(gots, i), lineOf(wants, i)
		if g != w {
			t.Errorf("%s:%d\n got %s\nwant %s", path, i+1, g, w)
			shown++
		}
	}
	t.Error("run go test ./bench/size -update to accept, and read the difference")
}

func lineOf(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(no line)"
}
