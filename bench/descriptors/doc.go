// Package descriptors finds out what a gRPC service's messages look like, from a file of
// descriptors or from the service itself by reflection. Strangers wrote what it reads, so
// everything has a limit, and something missing is an error only if it is needed.
package descriptors
