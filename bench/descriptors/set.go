package descriptors

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// Set is a set of files with their imports, as far as these were found.
type Set struct {
	Files *protoregistry.Files
	// source and remedy come before and after what is missing in an error: a file that another
	// imports, or the file of a type that only an Any names.
	source, remedy, remedyAny string
}

// Needs returns an error that names a missing file without which a message that a file uses
// cannot be read in full.
func (s *Set) Needs(file protoreflect.FileDescriptor, message protoreflect.MessageDescriptor) error {
	type use struct {
		by      protoreflect.FileDescriptor
		message protoreflect.MessageDescriptor
	}
	seen := make(map[protoreflect.FullName]bool)
	for left := []use{{file, message}}; len(left) > 0; {
		m := left[len(left)-1]
		left = left[:len(left)-1]
		if m.message.IsPlaceholder() {
			return s.lacks(m.by, m.message)
		}
		if seen[m.message.FullName()] {
			continue
		}
		seen[m.message.FullName()] = true
		for i := range m.message.Fields().Len() {
			field := m.message.Fields().Get(i)
			if enum := field.Enum(); enum != nil && enum.IsPlaceholder() {
				return s.lacks(field.ParentFile(), enum)
			}
			if inner := field.Message(); inner != nil {
				left = append(left, use{field.ParentFile(), inner})
			}
		}
	}
	return nil
}

// lacks says that a file uses a type that is missing, and which of its imports are.
func (s *Set) lacks(file protoreflect.FileDescriptor, missing protoreflect.Descriptor) error {
	var imports []string
	for i := range file.Imports().Len() {
		if imported := file.Imports().Get(i); imported.IsPlaceholder() {
			imports = append(imports, imported.Path())
		}
	}
	if imports == nil {
		return fmt.Errorf("%s lacks %s, which %s uses; %s", s.source, missing.FullName(), file.Path(), s.remedy)
	}
	slices.Sort(imports)
	return fmt.Errorf("%s lacks %s, which %s imports; %s", s.source, strings.Join(imports, ", "), file.Path(), s.remedy)
}
