package descriptors

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/wiretax/wiretax/spelling"
)

// Method finds a method of a service. If there is none of that name the error, "url: …", says
// which one may have been meant.
func (s *Set) Method(service, name string) (protoreflect.MethodDescriptor, error) {
	found, err := s.Files.FindDescriptorByName(protoreflect.FullName(service))
	if err != nil {
		return nil, noService(s.source, service, s.services())
	}
	described, ok := found.(protoreflect.ServiceDescriptor)
	if !ok {
		return nil, fmt.Errorf("url: %s is not a service%s", service, spelling.Instead(service, s.services(), "services are"))
	}
	if m := described.Methods().ByName(protoreflect.Name(name)); m != nil {
		return m, nil
	}
	var names []string
	for i := range described.Methods().Len() {
		names = append(names, string(described.Methods().Get(i).Name()))
	}
	return nil, fmt.Errorf("url: %s has no method %s%s", service, name, spelling.Instead(name, names, "methods are"))
}

func noService(where, service string, services []string) error {
	return fmt.Errorf("url: %s has no service %s%s", where, service, spelling.Instead(service, services, "services are"))
}

// services returns the names of the services in the files.
func (s *Set) services() []string {
	var names []string
	s.Files.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		for i := range f.Services().Len() {
			names = append(names, string(f.Services().Get(i).FullName()))
		}
		return true
	})
	return ownServices(names)
}

// ownServices returns the names sorted, without reflection itself.
func ownServices(names []string) []string {
	names = slices.DeleteFunc(names, func(name string) bool { return strings.HasPrefix(name, "grpc.reflection.") })
	slices.Sort(names)
	return slices.Compact(names)
}
