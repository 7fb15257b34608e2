// Package inspect looks into answers, JSON or protobuf, where a JSON path points, and nowhere
// else: what cannot be read in the rest of an answer takes nothing from what is asked of it.
package inspect
