package descriptors

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/dynamicpb"
)

// The limits of questions about types that first occur in answers.
const (
	mostTypesAsked = 32
	longestAsking  = 3 * time.Second // for all of them together
)

// Asking asks a service for the file of a symbol.
type Asking func(ctx context.Context, symbol string) (*Set, error)

// Types are the types of a set, and others that an Any names. They are safe for concurrent use.
type Types struct {
	*dynamicpb.Types
	set *Set
	ask Asking

	mu   sync.Mutex
	left time.Duration
	// asked are the types of Anys by name; an unknown one has an error.
	asked map[protoreflect.FullName]askedType
}

type askedType struct {
	found protoreflect.MessageType
	err   error
}

// Types makes the types of a set. Unless ask is nil, it is called for the file of a type that the
// set does not hold, once for each such type, and with a short timeout.
func (s *Set) Types(ask Asking) *Types {
	return &Types{
		Types: dynamicpb.NewTypes(s.Files), set: s, ask: ask,
		left: longestAsking, asked: make(map[protoreflect.FullName]askedType),
	}
}

// FindMessageByURL finds the type that an Any names.
func (t *Types) FindMessageByURL(url string) (protoreflect.MessageType, error) {
	name := protoreflect.FullName(url[strings.LastIndexByte(url, '/')+1:])
	if found, err := t.Types.FindMessageByName(name); err == nil {
		return found, nil
	}
	if name.Parent() == "google.protobuf" {
		if found, err := protoregistry.GlobalTypes.FindMessageByName(name); err == nil {
			return found, nil
		}
	}
	if !name.IsValid() {
		return nil, errors.New("it names no type")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	known, ok := t.asked[name]
	if !ok && len(t.asked) < mostTypesAsked {
		known.found, known.err = t.askFor(name)
		t.asked[name] = known
	}
	if known.found == nil && known.err == nil {
		known.err = t.unknown(name)
	}
	return known.found, known.err
}

// askFor asks for one type.
func (t *Types) askFor(name protoreflect.FullName) (protoreflect.MessageType, error) {
	if t.ask == nil || t.left <= 0 {
		return nil, t.unknown(name)
	}
	ctx, cancel := context.WithTimeout(context.Background(), t.left)
	defer cancel()
	begin := time.Now()
	set, err := t.ask(ctx, string(name))
	t.left -= time.Since(begin)
	if err != nil {
		return nil, t.unknown(name)
	}
	found, err := dynamicpb.NewTypes(set.Files).FindMessageByName(name)
	if err != nil {
		return nil, t.unknown(name)
	}
	return found, set.Needs(found.Descriptor().ParentFile(), found.Descriptor())
}

func (t *Types) unknown(name protoreflect.FullName) error {
	return fmt.Errorf("%s lacks %s; %s", t.set.source, name, t.set.remedyAny)
}
