package size

import (
	"context"
	"io"
	"iter"

	"github.com/wiretax/wiretax/bench/documents"
)

// Stdin is the name that stands for standard input.
const Stdin = "-"

// documentsIn reads files one after another. It ends at the first error. A list is one document
// if the message is a list in JSON.
func documentsIn(ctx context.Context, files []string, stdin io.Reader, lists bool) iter.Seq2[documents.Document, error] {
	return func(yield func(documents.Document, error) bool) {
		for _, file := range files {
			for d, err := range inFile(file, stdin, lists) {
				switch {
				case ctx.Err() != nil:
					err = ctx.Err()
				case err != nil:
					err = &InputError{err}
				}
				if !yield(d, err) || err != nil {
					return
				}
			}
		}
	}
}

func inFile(name string, stdin io.Reader, lists bool) iter.Seq2[documents.Document, error] {
	if name == Stdin {
		return documents.Read("stdin", stdin, documents.Lines, lists)
	}
	return func(yield func(documents.Document, error) bool) {
		file, err := documents.Open(name)
		if err != nil {
			yield(documents.Document{}, err)
			return
		}
		defer file.Close()
		documents.Read(name, file, documents.FormOf(name), lists)(yield)
	}
}
