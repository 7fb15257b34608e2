package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// faultsOf compares a file with the page, by the version that the file says it has.
func faultsOf(described map[string]documentedKey, text []byte) (faults []string) {
	in := json.NewDecoder(bytes.NewReader(text))
	in.UseNumber()
	var file map[string]any
	if err := in.Decode(&file); err != nil {
		return []string{err.Error()}
	}
	version := 1 // which has no number
	if said, ok := file["schema"]; ok {
		number, _ := said.(json.Number)
		n, err := number.Int64()
		if version = int(n); err != nil || version < 2 || version > figuresSchema {
			return []string{fmt.Sprintf("schema is %v, want 2 to %d", said, figuresSchema)}
		}
	}
	c := checkedFile{described, version, &faults}
	c.object(file, "")
	return faults
}

type checkedFile struct {
	described map[string]documentedKey
	version   int
	faults    *[]string
}

func (c *checkedFile) fault(format string, args ...any) {
	*c.faults = append(*c.faults, fmt.Sprintf(format, args...))
}

func (c *checkedFile) object(object map[string]any, path string) {
	for name, value := range object {
		key, ok := c.described[path+name]
		if !ok || !key.of(c.version) {
			c.fault("%s%s is not described for version %d", path, name, c.version)
			continue
		}
		c.value(value, path+name, key)
	}
	for at, key := range c.described {
		name, of := strings.CutPrefix(at, path)
		if _, ok := object[name]; of && !ok && !strings.Contains(name, ".") && key.missing != "absent" && key.of(c.version) {
			c.fault("%s is missing", at)
		}
	}
}

func (c *checkedFile) value(value any, path string, key documentedKey) {
	element, list := strings.CutPrefix(key.kind, "array of ")
	if value == nil {
		if key.missing != "null" && !(list && c.version == 1) {
			c.fault("%s is null", path)
		}
		return
	}
	if elements, ok := value.([]any); ok && list {
		for _, one := range elements {
			c.value(one, path+"[]", documentedKey{kind: element})
		}
		return
	}
	ok := false
	switch value := value.(type) {
	case json.Number:
		_, err := value.Int64()
		ok = key.kind == "number" || key.kind == "integer" && err == nil
	case string:
		ok = key.kind == "string"
	case bool:
		ok = key.kind == "boolean"
	case map[string]any:
		if of, isMap := strings.CutPrefix(key.kind, "object of "); isMap {
			for name, one := range value {
				c.value(one, path+"."+name, documentedKey{kind: of})
			}
			return
		}
		if ok = key.kind == "object"; ok {
			c.object(value, path+".")
		}
	}
	if !ok {
		c.fault("%s is %v, want %s", path, value, key.kind)
	}
}
