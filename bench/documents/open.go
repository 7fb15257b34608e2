package documents

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// Open opens a file that a user has named. Its errors name the file.
func Open(name string) (*os.File, error) {
	if name == "" {
		return nil, errors.New("the name of the file is empty; name a file")
	}
	file, err := os.Open(name)
	if err == nil {
		info, statErr := file.Stat()
		if statErr == nil && !info.IsDir() {
			return file, nil
		}
		file.Close()
		if err = statErr; err == nil {
			return nil, fmt.Errorf("%s is a folder; name a file", name)
		}
	}
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, fmt.Errorf("there is no file %s", name)
	}
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	return nil, fmt.Errorf("%s cannot be read: %w; name a file that can be", name, err)
}
