package record

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Differences says in what a run's build, machine, catalog and plan are not the same now as they were then.
func Differences(now, then *Manifest) (found []string) {
	differ := func(what, is, was string) {
		if is != was {
			found = append(found, fmt.Sprintf("%s is %s, was %s", what, cmp.Or(is, "none"), cmp.Or(was, "none")))
		}
	}
	differ("wiretax", now.Build.Version, then.Build.Version)
	differ("Go", now.Build.Go, then.Build.Go)
	is, was := reflect.ValueOf(now.Machine), reflect.ValueOf(then.Machine)
	for i := range is.NumField() {
		differ("machine."+jsonName(is.Type().Field(i)), fmt.Sprint(is.Field(i)), fmt.Sprint(was.Field(i)))
	}
	if now.Catalog.Digest != then.Catalog.Digest {
		differ("the catalog", now.Catalog.Name+" "+now.Catalog.Digest, then.Catalog.Name+" "+then.Catalog.Digest)
	}
	for _, list := range []struct{ now, then []Module }{{now.Build.Modules, then.Build.Modules}, {now.Build.Tools, then.Build.Tools}} {
		for _, m := range list.now {
			differ(m.Path, m.Version, versionOf(m.Path, list.then))
		}
		for _, m := range list.then {
			if versionOf(m.Path, list.now) == absent {
				differ(m.Path, absent, m.Version)
			}
		}
	}
	if keys := planKeys(now.Plan, then.Plan); len(keys) > 0 {
		found = append(found, "the plan has another "+strings.Join(keys, ", "))
	}
	return found
}

func jsonName(field reflect.StructField) string {
	name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
	return name
}

// absent stands for the version of a module that a list does not have.
const absent = "absent"

func versionOf(path string, list []Module) string {
	if at := slices.IndexFunc(list, func(m Module) bool { return m.Path == path }); at >= 0 {
		return list[at].Version
	}
	return absent
}

// planKeys returns the keys in which two plans differ. A list that was read back may be empty instead of nil.
func planKeys(a, b Plan) (keys []string) {
	one, other := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range one.NumField() {
		text, err := json.Marshal(one.Field(i).Interface())
		second, otherErr := json.Marshal(other.Field(i).Interface())
		for _, text := range []*[]byte{&text, &second} {
			*text = bytes.ReplaceAll(*text, []byte("null"), []byte("[]"))
		}
		if err != nil || otherErr != nil || !bytes.Equal(text, second) {
			keys = append(keys, jsonName(one.Type().Field(i)))
		}
	}
	return keys
}
