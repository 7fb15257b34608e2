package record

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// writeFolder makes a run folder of the two texts; an empty path means none.
func writeFolder(t *testing.T, manifest, trials string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{manifestFile: manifest, trialsFile: trials} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestOpenLeavesOutWhatACrashCutOff(t *testing.T) {
	const whole = `{"id":"one"}` + "\n" + `{"id":"two"}` + "\n"
	tests := []struct {
		name, text string
		want, cut  int
		stopped    string // part of it; "" is a complete run
	}{
		{"nothing cut", whole, 2, 0, ""},
		{"nothing written", "", 0, 0, "trials.jsonl holds 0 of the 2 trials"},
		{"a whole line", `{"id":"one"}` + "\n", 1, 0, "trials.jsonl holds 1 of the 2 trials"},
		{"all but a brace", whole + `{"id":"three","block":`, 2, 3, "line 3 of trials.jsonl is cut off"},
		{"one byte", whole + "{", 2, 3, "line 3 of"},
		{"blank lines at the end", whole + "\n \n\t", 2, 0, ""},
		{"a blank line between", `{"id":"one"}` + "\n\n" + `{"id":"two"}` + "\r\n", 2, 0, ""},
		{"the line feed", whole + `{"id":"three"}`, 2, 3, "line 3 of"},
		{"in the first line", `{"id":"o`, 0, 1, "line 1 of"},
	}
	for _, tt := range tests {
		run, err := Open(writeFolder(t, `{"run":"r","complete":true,"trials":2}`, tt.text))
		if err != nil || len(run.Trials) != tt.want || run.Cut != tt.cut {
			t.Errorf("%s: Open() = %+v, %v, want %d trials, cut in line %d", tt.name, run, err, tt.want, tt.cut)
			continue
		}
		if m := run.Manifest; m.Complete != (tt.stopped == "") || !strings.Contains(m.Stopped, tt.stopped) {
			t.Errorf("%s: complete %v, stopped %q, want %q", tt.name, m.Complete, m.Stopped, tt.stopped)
		}
	}
	const interrupted = `{"run":"r","stopped":"interrupted"}`
	if run, err := Open(writeFolder(t, interrupted, whole+"{")); err != nil || run.Cut != 3 || run.Manifest.Stopped != "interrupted" {
		t.Errorf("an interrupted run: Open() = %+v, %v, want its own reason", run, err)
	}
	if run, err := Open(writeFolder(t, `{"run":"r","complete":true}`, whole)); err != nil || !run.Manifest.Complete {
		t.Errorf("a manifest that does not count: Open() = %+v, %v, want it complete", run, err)
	}
}

func TestOpenNamesTheDamage(t *testing.T) {
	const good = `{"run":"r"}`
	tests := []struct {
		name, manifest, trials, want string
	}{
		{"cut trial, then others", good, `{"id":"a"}` + "\n{\"id\":\n" + `{"id":"b"}` + "\n", "trials.jsonl:2: the text ends within a document; copy the run folder again"},
		{"no JSON", good, "id,block\n", "trials.jsonl:1: 'id' instead of a value; copy the run folder again, or name another"},
		{"binary data in the trials", good, "\x1f\x8b\x08\x00\n", "trials.jsonl:1: binary data; copy the run folder again"},
		{"zeros after a crash", good, `{"id":"a"}` + "\n\x00\x00\n", "trials.jsonl:2: binary data; copy"},
		{"a wrong type", good, `{"id":"a"}` + "\n" + `{"id":"b"}` + "\n" + `{"id":"c","block":"one"}` + "\n", "trials.jsonl:3: block: a string does not fit"},
		{"no id", good, `{"id":"a"}` + "\n{}\n", "trials.jsonl:2: the trial has no id"},
		{"null", good, "null\n", "trials.jsonl:1: the trial has no id"},
		{"an empty manifest", "", "", "manifest.json:1: empty; copy the run folder again, or name another"},
		{"a cut manifest", "{\n  \"run\": \"r\",\n  \"plan\": {", "", "manifest.json:3: the text ends within a document; copy the run folder again"},
		{"a blank manifest", " \n\n", "", "manifest.json:1: empty; copy"},
		{"a binary manifest", "\x1f\x8b\x08\x00\xff", "", "manifest.json:1: binary data; copy"},
		{"a manifest of zeros", "\x00\x00\x00", "", "manifest.json:1: binary data; copy"},
		{"a manifest with a conflict", "{\n<<<<<<< HEAD\n}", "", "manifest.json:2: '<' instead of a key in double quotes; copy"},
		{"a manifest without a comma", "{\n\"run\":\"r\"\n\"ledger\":[]}", "", "manifest.json:3: '\"' after a value instead of a comma or }; copy"},
		{"a time that is none", `{"run":"r","started":"yesterday"}`, "", "manifest.json:1: yesterday is not a time"},
		{"a wrong type in the manifest", "{\n  \"run\": \"r\",\n  \"ledger\": 3\n}", "", "manifest.json:3: ledger: a number does not fit"},
		{"another document in the manifest", "[]", "", "manifest.json:1: an object belongs here, not array"},
		{"another file as manifest", "{}\n", "", "manifest.json:1: the manifest does not name its run"},
	}
	for _, tt := range tests {
		dir := writeFolder(t, tt.manifest, tt.trials)
		run, err := Open(dir)
		want := "read " + filepath.Join(dir, "") + string(filepath.Separator) + tt.want
		if err == nil || run != nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: Open() = %v, %v, want nil, %s…", tt.name, run, err, want)
		}
	}
}

func TestOpenOfWhatIsNoRunFolder(t *testing.T) {
	noTrials := writeFolder(t, `{"run":"r"}`, "")
	trialsFolder := writeFolder(t, `{"run":"r"}`, "")
	for _, dir := range []string{noTrials, trialsFolder} {
		if err := os.Remove(filepath.Join(dir, trialsFile)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(trialsFolder, trialsFile), 0o755); err != nil {
		t.Fatal(err)
	}
	empty := t.TempDir()
	tests := []struct{ name, dir, want string }{
		{"an empty folder", empty, "open run folder " + empty + ": it has no manifest.json; name a folder that wiretax run wrote"},
		{"no folder", filepath.Join(empty, "no"), "open run folder " + filepath.Join(empty, "no") + ": there is no such folder; name a folder that wiretax run wrote"},
		{"no name", "", "open run folder : the name is empty"},
		{"a file", filepath.Join(noTrials, manifestFile), "open run folder " + filepath.Join(noTrials, manifestFile) + ": it is a file; name a folder that wiretax run wrote"},
		{"the folder of run folders", filepath.Dir(noTrials), "open run folder " + filepath.Dir(noTrials) + ": it has no manifest.json, but holds run folders; name them, such as " + filepath.Dir(noTrials)},
		{"no trials file", noTrials, "open run folder " + noTrials + ": it has no trials.jsonl; copy the run folder again, or name another"},
		{"a folder for a trials file", trialsFolder, "read " + filepath.Join(trialsFolder, trialsFile) + ":1: "},
	}
	for _, tt := range tests {
		if run, err := Open(tt.dir); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%s: Open() = %v, %v, want %s…", tt.name, run, err, tt.want)
		}
	}
}
