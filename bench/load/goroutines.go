package load

import (
	"bytes"
	"runtime"
)

// mostStacks bounds the dump of goroutines.
const mostStacks = 1 << 20

// goroutines returns the stacks of all goroutines, as far as they fit, which tells what requests
// wait for that never end. Of each file it keeps the folder and the name: where the source lies is
// nobody's business.
func goroutines() []byte {
	stacks := make([]byte, mostStacks)
	stacks = stacks[:runtime.Stack(stacks, true)]
	var kept []byte
	for line := range bytes.Lines(stacks) {
		if file, ok := bytes.CutPrefix(line, []byte("\t")); ok {
			if name := bytes.LastIndexByte(file, '/'); name >= 0 {
				file = file[bytes.LastIndexByte(file[:name], '/')+1:]
			}
			kept = append(kept, '\t')
			line = file
		}
		kept = append(kept, line...)
	}
	return kept
}
