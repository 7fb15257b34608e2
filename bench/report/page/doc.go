// Package page puts words and figures on a page: Markdown, pictures in SVG, JSON that can be
// read line by line, tables of a terminal. It prints numbers with their units and knows nothing of what they
// were measured of: it does not add, compare or judge them.
//
// What strangers wrote passes [Printable], [Escape] or [Code], so that it steers neither a
// terminal nor Markdown.
package page
