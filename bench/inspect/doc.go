// Package inspect looks into answers, in JSON or protobuf, only where a JSON path points: the
// rest of an answer may be unreadable.
package inspect
