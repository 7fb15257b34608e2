// Package contract declares what the services offer: the operations, one row for each, and the
// stacks that carry them, one row for each. Everything that lists or names them reads it from
// here.
package contract
