package descriptors

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
)

// ownFile finds a file of protobuf's own in this program, since services often leave these out.
// Package protofiles is the reason that this program has them all.
func ownFile(path string) (protoreflect.FileDescriptor, bool) {
	if !strings.HasPrefix(path, "google/protobuf/") {
		return nil, false
	}
	file, err := protoregistry.GlobalFiles.FindFileByPath(path)
	return file, err == nil
}

// linker makes descriptors of files that refer to each other. A missing file leaves
// placeholders.
type linker struct {
	raw   map[string]*descriptorpb.FileDescriptorProto
	files *protoregistry.Files
	under map[string]bool // files whose imports are being linked
}

// link links files by their paths.
func link(raw map[string]*descriptorpb.FileDescriptorProto) (*protoregistry.Files, error) {
	l := linker{raw: raw, files: new(protoregistry.Files), under: make(map[string]bool)}
	for _, path := range slices.Sorted(maps.Keys(raw)) {
		if err := l.add(path); err != nil {
			return nil, err
		}
	}
	return l.files, nil
}

// add links a file after those that it imports.
func (l *linker) add(path string) error {
	if _, err := l.files.FindFileByPath(path); err == nil {
		return nil
	}
	if own, ok := ownFile(path); ok {
		return l.register(own)
	}
	raw, ok := l.raw[path]
	if !ok {
		return nil
	}
	l.under[path] = true
	defer delete(l.under, path)
	for _, imported := range raw.Dependency {
		if imported == path {
			return fmt.Errorf("%s imports itself", path)
		}
		if l.under[imported] {
			return fmt.Errorf("%s and %s import each other", path, imported)
		}
		if err := l.add(imported); err != nil {
			return err
		}
	}
	file, err := protodesc.FileOptions{AllowUnresolvable: true}.New(raw, l.files)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return l.register(file)
}

// register adds a file; one of protobuf's own with all that it imports.
func (l *linker) register(file protoreflect.FileDescriptor) error {
	for i := range file.Imports().Len() {
		imported := file.Imports().Get(i)
		if _, err := l.files.FindFileByPath(imported.Path()); err == nil || imported.IsPlaceholder() {
			continue
		}
		if err := l.register(imported.FileDescriptor); err != nil {
			return err
		}
	}
	return l.files.RegisterFile(file)
}
