// Package summary tells people what one load found, as text for a terminal.
package summary
