// Package judged makes comparisons of a run: what every arm is beside the baseline, block by
// block, how a ratio moves along a series, and what may be said of both. It gives numbers and
// enumerated doubts, and leaves words and units to those who print them.
//
// The rules of every figure:
//
//   - Only valid trials count, and only blocks in which both of a pair are valid pair up. A stack
//     that runs as two arms has their geometric mean, or what the one valid arm has.
//   - No trial, block or figure falls because a generator was late: that is shown by arm.
//   - A metric that is missing in one of its blocks has no figure at all: leaving out the
//     blocks in which it was hard to measure would choose among them.
//   - A run that was stopped early gives figures and no verdict.
//   - Where two arms of one stack differ, no verdict falls: it is a doubt about the whole run.
//   - Runs of one plan are pooled, and the intervals include by how much they differ.
//   - An operation is compared on the stacks that carry it, by the metrics that it has.
//   - A record that cannot be, such as negative CPU time, gives nothing at all.
//   - The metrics of the plan's headline are judged together, one family for Holm's
//     correction over operations, stacks and metrics, with the comparisons of two gateways
//     among them where the plan has both. The others are not judged. Of strangers' services, of
//     which the plan names no process, the server's CPU time is no member.
package judged
