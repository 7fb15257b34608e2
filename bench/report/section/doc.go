// Package section writes the sections of RESULTS.md, a file for each, from what was judged. It
// compares and judges nothing. Cells of tables that several sections have, and the tables and
// pictures of series, stand in cells.go and series.go.
//
// A section says why a figure is missing where it would stand, gives every judged ratio with its
// interval, and hands what tempers a figure to a footnote. What strangers wrote cannot steer a
// terminal, and no value of a header is shown.
package section
