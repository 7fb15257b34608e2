package record

// RequestGroups sum up the completed requests of a window by groups, for an interval over
// requests. The groups of two arms hold the same requests. The zero value says that it is not
// known which requests were the same.
type RequestGroups struct {
	// Distinct is how many different requests there were, asked in turn and then from the first
	// on.
	Distinct int `json:"distinct"`
	// Sums are those of the groups, in order. A group may have no request.
	Sums []RequestSum `json:"sums"`
}

// RequestSum is what the completed requests of a group come to. The sizes are those of messages,
// as in [Window].
type RequestSum struct {
	Completed    int64 `json:"completed"`
	RequestBytes int64 `json:"request_bytes"`
	AnswerBytes  int64 `json:"answer_bytes"`
}

// Add adds what other requests of the group come to.
func (s *RequestSum) Add(other RequestSum) {
	s.Completed += other.Completed
	s.RequestBytes += other.RequestBytes
	s.AnswerBytes += other.AnswerBytes
}
