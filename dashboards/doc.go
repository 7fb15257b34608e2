// Package dashboards builds the Grafana dashboard of the project as Go code, so that
// metric and label names come from package metrics and cannot drift from it.
//
// wiretax.json beside this file is what [Overview] builds: classic dashboard JSON, which Grafana
// 11 and 12 read unchanged. A test fails when it is stale; go generate updates it.
package dashboards

//go:generate go test . -run ^TestOverviewJSON$ -update
