package protofiles

import "fmt"

// newestEdition is the newest edition that the compiler reads.
const newestEdition = "2023"

// newEdition explains an error in a file of an edition that the compiler does not read, or
// is nil.
func (w *walk) newEdition() error {
	for _, f := range w.files {
		if f.edition > newestEdition {
			return w.sources.badProto(func(Names) string {
				return fmt.Sprintf("%s is of edition %.20s, and %s is the newest that wiretax reads; declare edition = %q without what is newer",
					f.file, f.edition, newestEdition, newestEdition)
			})
		}
	}
	return nil
}
