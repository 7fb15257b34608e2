// Package words says in a few words what was judged: what a metric is called, what a verdict
// allows to say, why a figure is missing, under which load it was measured. Sections, figures.json
// and what a terminal shows say it with these, and so alike.
//
// The words are plain text; who puts them into Markdown escapes them.
package words
