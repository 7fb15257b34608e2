package grpcsvc

import (
	"io"
	"slices"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
)

// receiveAll returns what a stream sent and why no more came, nil at its end.
func receiveAll[M any](receive func() (*M, error)) (list []*M, err error) {
	for {
		m, err := receive()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return list, err
		}
		list = append(list, m)
	}
}

// difference is empty where both lists are the same. It is worked out where they are not,
// because that takes long.
func difference[M proto.Message](want, got []M) string {
	if slices.EqualFunc(want, got, func(a, b M) bool { return proto.Equal(a, b) }) {
		return ""
	}
	return cmp.Diff(want, got, protocmp.Transform())
}
