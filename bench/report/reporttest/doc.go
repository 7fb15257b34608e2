// Package reporttest helps to test reports. It makes up runs, trials of plans like the built-in ones,
// with noise from a fixed seed. A test changes what it is about.
package reporttest
