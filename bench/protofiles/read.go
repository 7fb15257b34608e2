package protofiles

import (
	"fmt"
	"io"
	"os"
	"syscall"
)

// ReadFile reads a file of at most that many bytes, a multiple of 1 MiB. It must be a regular
// file: others, such as a FIFO or a device, might never end. An error names the file.
func ReadFile(name string, most int64) ([]byte, error) {
	// Without the flag, opening a FIFO would block until another process writes to it.
	file, err := os.OpenFile(name, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, reason(err))
	}
	defer file.Close()
	switch info, err := file.Stat(); {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, reason(err))
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder; name a file in it", name)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a regular file; name one", name)
	}
	text, err := io.ReadAll(io.LimitReader(file, most+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, reason(err))
	}
	if int64(len(text)) > most {
		return nil, fmt.Errorf("%s is larger than %d MiB; leave out what is not used", name, most>>20)
	}
	return text, nil
}
