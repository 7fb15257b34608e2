// Package contract declares what the services offer: the operations, one row for each, and the
// stacks that carry them, one row for each. Whatever lists or names one of them reads it
// here.
package contract
