package report

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	root       = "../../"
	schemaPage = root + "docs/results-json.md"
)

// documentedKey is a row of docs/results-json.md.
type documentedKey struct {
	kind, unit string
	// missing is "null" or "absent" if the key may lack a value, else empty.
	missing      string
	since, until int
}

func (k documentedKey) of(version int) bool { return k.since <= version && version <= k.until }

var (
	objectHeading = regexp.MustCompile("^### (`.*`)$")
	quoted        = regexp.MustCompile("`([^`]+)`")
	units         = []string{"–", "seconds", "bytes", "per second", "share", "ratio", "ln ratio", "count", "probability", "`unit`"}
)

// documentedKeys reads the tables of the page: a key's row by its path, such as "runs[].plan".
func documentedKeys(t *testing.T) map[string]documentedKey {
	t.Helper()
	text, err := os.ReadFile(schemaPage)
	if err != nil {
		t.Fatal(err)
	}
	keys := make(map[string]documentedKey)
	var objects []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		switch heading := objectHeading.FindStringSubmatch(line); {
		case line == "## The file":
			objects = []string{""}
		case strings.HasPrefix(line, "## "):
			objects = nil
		case heading != nil:
			objects = nil
			for _, name := range quoted.FindAllStringSubmatch(heading[1], -1) {
				objects = append(objects, name[1]+".")
			}
		case strings.HasPrefix(line, "| `"):
			row := strings.Split(strings.Trim(line, "|"), "|")
			if len(row) != 6 {
				t.Fatalf("%s: %q has %d columns, want 6", schemaPage, line, len(row))
			}
			for i := range row {
				row[i] = strings.TrimSpace(row[i])
			}
			key, name := rowOf(t, row), strings.Trim(row[0], "`")
			for _, object := range objects {
				if _, known := keys[object+name]; known {
					t.Errorf("%s describes %s twice", schemaPage, object+name)
				}
				keys[object+name] = key
			}
		}
	}
	return keys
}

func rowOf(t *testing.T, row []string) documentedKey {
	t.Helper()
	key := documentedKey{kind: row[1], unit: row[2]}
	if row[3] != "–" {
		key.missing, _, _ = strings.Cut(row[3], " ")
	}
	since, until, removed := strings.Cut(row[4], " to ")
	var err error
	if key.since, err = strconv.Atoi(since); err != nil {
		t.Errorf("%s: %s is there since %q, want a version", schemaPage, row[0], row[4])
	}
	if key.until = figuresSchema; removed {
		if key.until, err = strconv.Atoi(until); err != nil || key.until >= figuresSchema {
			t.Errorf("%s: %s is there %q, want two versions, of which the second has passed", schemaPage, row[0], row[4])
		}
	}
	if !slices.Contains([]string{"", "null", "absent"}, key.missing) {
		t.Errorf("%s: %s is %q without a figure, want it to begin with null or absent, or –", schemaPage, row[0], row[3])
	}
	numeric := strings.HasSuffix(key.kind, "number") || strings.HasSuffix(key.kind, "integer")
	if without := key.unit == "–"; !slices.Contains(units, key.unit) || numeric == without && row[0] != "`schema`" {
		t.Errorf("%s: %s has the type %s and the unit %q", schemaPage, row[0], key.kind, key.unit)
	}
	if row[5] == "" {
		t.Errorf("%s does not say what %s means", schemaPage, row[0])
	}
	return key
}

// writtenKeys finds the keys that values of a type are written with.
func writtenKeys(of reflect.Type, path string, mayLack bool, keys map[string]documentedKey) {
	for i := range of.NumField() {
		field := of.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous && name == "" {
			embedded := field.Type
			if embedded.Kind() == reflect.Pointer {
				embedded = embedded.Elem()
			}
			writtenKeys(embedded, path, mayLack || field.Type.Kind() == reflect.Pointer, keys)
			continue
		}
		key, value := documentedKey{}, field.Type
		switch {
		case mayLack || strings.Contains(options, "omit"):
			key.missing = "absent"
		case value.Kind() == reflect.Pointer:
			key.missing = "null"
		}
		if value.Kind() == reflect.Pointer {
			value = value.Elem()
		}
		key.kind = kindOf(value)
		keys[path+name] = key
		switch {
		case value.Kind() == reflect.Struct:
			writtenKeys(value, path+name+".", false, keys)
		case value.Kind() == reflect.Slice && value.Elem().Kind() == reflect.Struct:
			writtenKeys(value.Elem(), path+name+"[].", false, keys)
		}
	}
}

func kindOf(value reflect.Type) string {
	switch value.Kind() {
	case reflect.Float64:
		return "number"
	case reflect.Int, reflect.Int64:
		return "integer"
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "boolean"
	case reflect.Struct:
		return "object"
	case reflect.Map:
		return "object of " + kindOf(value.Elem())
	case reflect.Slice:
		return "array of " + kindOf(value.Elem())
	}
	return value.String()
}

// Every key that the report can write is described, and nothing else is.
func TestResultsJSONIsDescribed(t *testing.T) {
	described, written := documentedKeys(t), make(map[string]documentedKey)
	writtenKeys(reflect.TypeFor[figuresJSON](), "", false, written)
	for _, path := range slices.Sorted(maps.Keys(written)) {
		key, ok := described[path]
		if !ok || !key.of(figuresSchema) {
			t.Errorf("figures.json has %s, which %s does not describe for version %d", path, schemaPage, figuresSchema)
			continue
		}
		if want := written[path]; key.kind != want.kind || key.missing != want.missing {
			t.Errorf("%s says that %s is %s, without a figure %q; it is %s, %q", schemaPage, path, key.kind, key.missing, want.kind, want.missing)
		}
	}
	for _, path := range slices.Sorted(maps.Keys(described)) {
		if _, ok := written[path]; !ok && described[path].of(figuresSchema) {
			t.Errorf("%s describes %s, which figures.json cannot have; say until which version it had it", schemaPage, path)
		}
	}
}

// The page names the version that the report writes, and says what it changed.
func TestResultsJSONVersions(t *testing.T) {
	text, err := os.ReadFile(schemaPage)
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("described here as of version %d.", figuresSchema); !strings.Contains(string(text), want) {
		t.Errorf("%s lacks %q", schemaPage, want)
	}
	for version := 1; version <= figuresSchema+1; version++ {
		if row := fmt.Sprintf("\n| %d | ", version); strings.Contains(string(text), row) != (version <= figuresSchema) {
			t.Errorf("%s: it has a row of changes of version %d: %v, want %v", schemaPage, version, version > figuresSchema, version <= figuresSchema)
		}
	}
	for path, key := range documentedKeys(t) {
		if key.since < 1 || key.since > key.until {
			t.Errorf("%s: %s is there from version %d to %d", schemaPage, path, key.since, key.until)
		}
	}
}

// The committed figures are of some version of the form, those of this program of the latest.
func TestResultsJSONFiles(t *testing.T) {
	described := documentedKeys(t)
	committed, err := filepath.Glob(root + "docs/results/*.json")
	if err != nil || len(committed) == 0 {
		t.Fatalf("docs/results has the files %v, %v; want one at least", committed, err)
	}
	goldens, err := filepath.Glob("testdata/*/" + resultsDir + figuresFile)
	if err != nil || len(goldens) == 0 {
		t.Fatalf("testdata has the files %v, %v; want one at least", goldens, err)
	}
	for _, name := range append(committed, goldens...) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range faultsOf(described, text) {
			t.Errorf("%s: %s", name, fault)
		}
		if latest := fmt.Sprintf("{\n  \"schema\": %d,\n", figuresSchema); slices.Contains(goldens, name) && !bytes.HasPrefix(text, []byte(latest)) {
			t.Errorf("%s does not begin with %q", name, latest)
		}
	}
}

// The page's example is one, and a file that is none is told apart.
func TestResultsJSONExample(t *testing.T) {
	described := documentedKeys(t)
	page, err := os.ReadFile(schemaPage)
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(page), "```json\n")
	example, _, _ = strings.Cut(example, "```")
	if !strings.Contains(example, fmt.Sprintf(`"schema": %d,`, figuresSchema)) {
		t.Errorf("the example is not of version %d", figuresSchema)
	}
	for _, fault := range faultsOf(described, []byte(example)) {
		t.Errorf("the example: %s", fault)
	}
	for _, test := range []struct{ old, new, want string }{
		{`"schema": 2,`, `"schema": 99,`, "schema is 99"},
		{`"schema": 2,`, ``, "rate_share is not described for version 1"},
		{`"complete": true,`, `"complete": true, "mood": 1,`, "runs[].mood is not described"},
		{`"complete": true,`, ``, "runs[].complete is missing"},
		{`"complete": true,`, `"complete": null,`, "runs[].complete is null"},
		{`"complete": true,`, `"complete": "yes",`, "runs[].complete is yes, want boolean"},
		{`"n": 3,`, `"n": 3.5,`, "n is 3.5, want integer"},
		{`"tools": []`, `"tools": null`, "runs[].operations[].tools is null"},
		{`[27100, 27400, 27900]`, `[27100, "27400"]`, "capacity_probes_rps[] is 27400, want number"},
		{`"aa": []`, `"aa": [7]`, "runs[].aa[] is 7, want object"},
	} {
		broken := strings.Replace(example, test.old, test.new, 1)
		if faults := strings.Join(faultsOf(described, []byte(broken)), "\n"); broken == example || !strings.Contains(faults, test.want) {
			t.Errorf("%s for %s: faults %q, want %q", test.new, test.old, faults, test.want)
		}
	}
}
