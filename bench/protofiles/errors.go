package protofiles

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/bufbuild/protocompile/reporter"
)

// Names are the names of the caller's flags or keys in errors: that for the files, and that for
// the folders from which imports start.
type Names struct{ Proto, Folder string }

// Error is an error of the files or folders that the caller named. Its text is the name of
// the flag or key, ": ", and what is wrong.
type Error struct {
	called   Names
	ofFolder bool
	says     func(Names) string
}

// Error says what is wrong, with the names that the files were compiled with.
func (e *Error) Error() string { return e.In(e.called) }

// In says what is wrong with other names: a plan's keys may have been set by flags.
func (e *Error) In(names Names) string {
	key := names.Proto
	if e.ofFolder {
		key = names.Folder
	}
	return key + ": " + e.says(names)
}

func (s *sources) badProto(says func(Names) string) error { return &Error{s.called, false, says} }

func (s *sources) badFolder(says func(Names) string) error { return &Error{s.called, true, says} }

// explain says where in the caller's own files an error of the compiler is, which names a
// file as an import would.
func (s *sources) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if bad, ok := errors.AsType[*Error](err); ok {
		return bad
	}
	met := s.imports(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := met.newEdition(); err != nil {
		return err
	}
	if len(met.wrong) > 0 && errors.Is(err, errImport) {
		return met.wrongImports()
	}
	if strings.Contains(err.Error(), "already defined") {
		if err := met.twice(); err != nil {
			return err
		}
	}
	at, ok := errors.AsType[reporter.ErrorWithPos](err)
	if !ok {
		return s.badProto(func(Names) string { return reason(err).Error() })
	}
	return s.badProto(func(Names) string { return s.say(at) })
}

// say returns an error of the compiler with its position.
func (s *sources) say(err reporter.ErrorWithPos) string {
	position := err.GetPosition()
	if file := s.file(position.Filename); file != "" {
		position.Filename = file
	}
	return fmt.Sprintf("%s: %s", position, inWords(err.Unwrap().Error()))
}

// unknownTypes says which types are not declared anywhere, file by file.
func (s *sources) unknownTypes(unknown []reporter.ErrorWithPos) error {
	slices.SortStableFunc(unknown, func(a, b reporter.ErrorWithPos) int {
		at, bt := a.GetPosition(), b.GetPosition()
		return cmp.Or(strings.Compare(at.Filename, bt.Filename), cmp.Compare(at.Offset, bt.Offset))
	})
	return s.badProto(func(Names) string { return several(unknown, s.say) })
}

// mostTold is how many things of one kind an error names.
const mostTold = 10

// several names the first things of a kind, and says how many more there are.
func several[T any](things []T, say func(T) string) string {
	var said []string
	for _, thing := range things[:min(len(things), mostTold)] {
		said = append(said, say(thing))
	}
	if more := len(things) - mostTold; more > 0 {
		said = append(said, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(said, "; ")
}

// reason returns an error of the file system without the path, which the text names already.
func reason(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}
