package size

import (
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/wiretax/wiretax/spelling"
)

// noMessage returns an error that names the messages that there are, the closest first.
func noMessage(name string, compiled []protoreflect.FileDescriptor, all *protoregistry.Files) error {
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
		return badInput("--message is missing; %s has %s", where, spelling.List(own))
	}
	var candidates []string
	all.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		candidates = append(candidates, messagesOf(file.Messages())...)
		return true
	})
	if close := spelling.Closest(name, candidates); len(close) > 0 {
		return badInput("--message %.100q is not in %s or its imports; did you mean %s?", name, where, spelling.Or(close))
	}
	return badInput("--message %.100q is not in %s or its imports; there is %s", name, where, spelling.List(own))
}

// messagesOf returns the full names of messages and of those within them.
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
