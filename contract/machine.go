package contract

// What is said of the hypervisor of a machine that has none, and of one that does not tell.
const (
	NotVirtual     = "none"
	UnknownVirtual = "unknown"
)
