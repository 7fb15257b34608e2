package record

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// checkLineError fails unless the error begins with the number of a line of the text.
func checkLineError(t *testing.T, text []byte, err error) {
	t.Helper()
	number, atoiErr := strconv.Atoi(regexp.MustCompile(`^\d+`).FindString(err.Error()))
	if lines := bytes.Count(text, []byte("\n")) + 1; atoiErr != nil || number < 1 || number > lines {
		t.Errorf("reading %q: %v, want a line from 1 to %d first", text, err, lines)
	}
}

func encode(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatalf("what was read cannot be written: %v", err)
	}
	return append(text, '\n')
}

func FuzzReadTrials(f *testing.F) {
	full, err := json.Marshal(testTrial("full"))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		"", "\n", "null\n", "{}\n", `{"id":"a"}` + "\n", `{"id":"a"}`, `{"id":"a","block":1e9}` + "\n",
		`{"id":"a","errors":{"by_kind":{"timeout":1}}}` + "\n" + `{"id":"b"`, "[]\n", `{"id":3}` + "\n", string(full) + "\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		trials, _, err := readTrials(bytes.NewReader(text))
		if err != nil {
			checkLineError(t, text, err)
			return
		}
		var second []byte
		for _, trial := range trials {
			second = append(second, encode(t, trial)...)
		}
		if got, _, err := readTrials(bytes.NewReader(second)); err != nil || !cmp.Equal(got, trials) {
			t.Errorf("%q read, written and read again = %v, want nil and\n%s", text, err, cmp.Diff(trials, got))
		}
	})
}

func FuzzParseManifest(f *testing.F) {
	full, err := json.MarshalIndent(testManifest(), "", "  ")
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		"", "null", "{}", `{"run":"r"}`, "{\n\"run\":\n3}", `{"run":"r","started":"yesterday"}`,
		`{"run":"r","plan":{"operations":[{}]}}`, string(full), string(full[:len(full)/2]),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := parseManifest(text)
		if err != nil {
			checkLineError(t, text, err)
			return
		}
		if got, err := parseManifest(encode(t, m)); err != nil || !cmp.Equal(got, m, cmpopts.EquateEmpty()) {
			t.Errorf("%q read, written and read again = %v, want nil and\n%s", text, err, cmp.Diff(m, got))
		}
	})
}
