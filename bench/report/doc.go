// Package report turns run folders into what people read: RESULTS.md, a picture of each
// run and a JSON file of every figure. It reads records and nothing else: no network, no
// clock, no randomness. The same runs give the same bytes, wherever their folders lie.
//
// The rules of every figure:
//
//   - Only valid trials count, and only blocks in which both arms are valid pair up.
//   - A figure without a valid trial behind it is not printed; its place says why.
//   - A metric that is missing in one of its blocks has no figure at all: leaving out the
//     blocks in which it was hard to measure would choose among them.
//   - A run that was stopped early gives figures and no verdict.
//   - An operation is told of on the stacks that it travels on, by the metrics that it has.
//   - A record that cannot be, such as negative CPU time, gives no report at all.
//   - The metrics of the plan's headline are judged together, one family for Holm's
//     correction over operations, stacks and metrics, with the comparisons of two gateways
//     among them where the plan has both. The others are shown with their
//     interval, not judged. Of strangers' services, of which the plan names no process, the
//     server's CPU time is no member.
//   - What strangers wrote cannot steer a terminal, and no value of a header is shown.
package report
