// Package runtest makes up runs for the tests of reports: trials of plans like the built-in ones,
// with noise from a fixed seed. A test changes what it is about.
package runtest
