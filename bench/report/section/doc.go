// Package section puts what was judged into words, on a page: a file for each section of
// RESULTS.md. It compares and judges nothing. What several sections say alike stands in cells,
// codings, metrics, series and verdicts.
//
// A section says why a figure is missing in its place, gives every judged ratio with its interval,
// and hands what tempers a figure to a footnote. What strangers wrote cannot steer a terminal, and
// no value of a header is shown.
package section
