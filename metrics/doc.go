// Package metrics declares every metric of the project once: its name, its help and the
// closed sets from which its labels come. [Service] belongs to a service under test,
// [Load] to the harness. Nothing registers itself; a registry is always passed in.
package metrics
