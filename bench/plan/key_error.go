package plan

import "fmt"

// Key is a key of a plan that stands in the text of an error.
type Key string

// KeyError is an error whose text names keys of a plan. A command line has flags instead.
type KeyError struct {
	format string
	args   []any
}

// Errorf is as [fmt.Errorf] without %w, and returns a [KeyError], which can name each [Key] among its
// arguments otherwise.
func Errorf(format string, args ...any) error { return &KeyError{format, args} }

func (e *KeyError) Error() string { return fmt.Sprintf(e.format, e.args...) }

// In is the text where the keys are called otherwise.
func (e *KeyError) In(called func(Key) string) string {
	args := make([]any, len(e.args))
	for i, arg := range e.args {
		if key, ok := arg.(Key); ok {
			arg = called(key)
		}
		args[i] = arg
	}
	return fmt.Sprintf(e.format, args...)
}
