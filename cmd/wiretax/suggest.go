package main

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wiretax/wiretax/spelling"
)

// didYouMean asks after the candidates that are spelt like name; empty where none is.
func didYouMean(name, before string, candidates []string) string {
	close := spelling.Closest(name, candidates)
	for i := range close {
		close[i] = before + close[i]
	}
	if len(close) == 0 {
		return ""
	}
	return " (did you mean " + spelling.Or(close) + "?)"
}

// unknownCommand names the commands below c that are spelt like name.
func unknownCommand(c *cobra.Command, name string) error {
	return badInput{fmt.Errorf("unknown command %q%s; see %s --help", name, didYouMean(name, "", commandNames(c)), c.CommandPath())}
}

func commandNames(c *cobra.Command) (names []string) {
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	return names
}

// similarFlags asks after the flags of c that are spelt like the one of the name.
func similarFlags(c *cobra.Command, name string) string {
	var names []string
	c.Flags().VisitAll(func(flag *pflag.Flag) {
		if !flag.Hidden {
			names = append(names, flag.Name)
		}
	})
	return didYouMean(name, "--", names)
}
