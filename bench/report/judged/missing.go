package judged

// Missing says why there is no figure. Its zero value says that there is one.
type Missing struct {
	Why Why
	// Title is of the arm that it is about, empty where it is about both; Repeated says that it
	// is the second arm of that name.
	Title    string
	Repeated bool
	// Blocks says in how many blocks, of Of; 0 says in all.
	Blocks, Of int
	// Reason is the first that was recorded with a trial that does not count.
	Reason string
}

// Why is a reason for which there is no figure.
type Why int

// The reasons.
const (
	// NotMissing says that there is a figure.
	NotMissing Why = iota
	// NoTrial says that an arm never ran, NoTrialOfOperation that it ran with other
	// operations, NoValidTrial that none of its trials counts.
	NoTrial
	NoTrialOfOperation
	NoValidTrial
	// NeverTogether says that no block has a valid trial of both arms.
	NeverTogether
	// TooFewSamples, NotMeasured and NoBytes say that valid trials do not know the value.
	TooFewSamples
	NotMeasured
	NoBytes
)

// Any says whether a figure is missing.
func (m Missing) Any() bool { return m.Why != NotMissing }
