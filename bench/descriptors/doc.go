// Package descriptors finds out what a gRPC service's messages look like: from a file of
// descriptors, or from the service itself by reflection. What it reads is a stranger's, so
// that everything in it has a limit, and what is missing there only counts where it is needed.
package descriptors
