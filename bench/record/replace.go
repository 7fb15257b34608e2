package record

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Replace gives a file its new content in one step: it is written under a temporary name in the
// same folder and renamed. It makes the folder if it is missing. An error names the file itself.
func Replace(name string, content []byte) error {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("write %s: %w", name, Reason(err))
	}
	next, err := os.CreateTemp(dir, "."+filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, Reason(err))
	}
	_, err = next.Write(content)
	err = errors.Join(err, next.Chmod(0o644), next.Close())
	if err == nil {
		err = os.Rename(next.Name(), name)
	}
	if err != nil {
		os.Remove(next.Name())
		return fmt.Errorf("write %s: %w", name, Reason(err))
	}
	return nil
}

// CanWrite says whether files can be made in a folder. It tries, since root may write where the
// mode forbids it, and a file system may be mounted read-only. An error does not
// name the folder.
func CanWrite(dir string) error {
	try, err := os.CreateTemp(dir, ".wiretax-*")
	if err != nil {
		return Reason(err)
	}
	return errors.Join(try.Close(), os.Remove(try.Name()))
}

// Reason is why something could not be done with a file, without the file's name, which may
// be that of a temporary one.
func Reason(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	if link, ok := errors.AsType[*os.LinkError](err); ok {
		return link.Err
	}
	return err
}
