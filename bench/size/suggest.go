package size

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/bufbuild/protocompile/linker"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// mostNames is how many names an error offers.
const mostNames = 5

// noMessage says which messages there are, the closest first.
func noMessage(name string, compiled linker.Files, all *protoregistry.Files) error {
	var files, own []string
	for _, file := range compiled {
		files = append(files, file.Path())
		own = append(own, messagesOf(file.Messages())...)
	}
	where := strings.Join(files, ", ")
	if len(own) == 0 {
		return badInput("--message %s: %s declares no message", name, where)
	}
	if name == "" {
		return badInput("--message is missing; %s has %s", where, list(own))
	}
	var candidates []string
	all.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		candidates = append(candidates, messagesOf(file.Messages())...)
		return true
	})
	if close := closest(name, candidates); len(close) > 0 {
		return badInput("--message %.100q is not in %s or its imports; did you mean %s?", name, where, or(close))
	}
	return badInput("--message %.100q is not in %s or its imports; there is %s", name, where, list(own))
}

// messagesOf are the full names of messages and of those within them.
func messagesOf(messages protoreflect.MessageDescriptors) []string {
	var names []string
	for i := range messages.Len() {
		if md := messages.Get(i); !md.IsMapEntry() {
			names = append(names, string(md.FullName()))
			names = append(names, messagesOf(md.Messages())...)
		}
	}
	return names
}

// closest are up to three candidates that name may have meant: those that end as it does,
// and those that are a few letters away.
func closest(name string, candidates []string) []string {
	type scored struct {
		name     string
		distance int
	}
	var near []scored
	for _, candidate := range candidates {
		d := distance(strings.ToLower(name), strings.ToLower(candidate))
		if strings.EqualFold(lastName(name), lastName(candidate)) {
			d = 1
		}
		if d <= max(1, len(name)/4) {
			near = append(near, scored{candidate, d})
		}
	}
	slices.SortFunc(near, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.distance, b.distance), strings.Compare(a.name, b.name))
	})
	var names []string
	for _, n := range near[:min(len(near), 3)] {
		if n.distance <= near[0].distance+1 {
			names = append(names, n.name)
		}
	}
	return names
}

func lastName(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// distance is how many letters must be put in, taken out or changed to get from a to b.
// Names are short: what is longer than any name is not compared.
func distance(a, b string) int {
	const longest = 256
	if len(a) > longest || len(b) > longest {
		return longest
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

// list names the first few.
func list(names []string) string {
	if more := len(names) - mostNames; more > 1 {
		return strings.Join(names[:mostNames], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(names, ", ")
}

// or joins names as a question does.
func or(names []string) string {
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
