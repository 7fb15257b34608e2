package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wiretax/wiretax/spelling"
)

// didYouMean suggests the candidates that are spelt like name; it is empty if there are none.
func didYouMean(name, before string, candidates []string) string {
	return question(before, spelling.Closest(name, candidates))
}

// question asks whether one of the names is meant; it is empty without names.
func question(before string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	asked := make([]string, len(names))
	for i, name := range names {
		asked[i] = before + name
	}
	return " (did you mean " + spelling.Or(asked) + "?)"
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

// elsewhere is the annotation of a flag that has the name which other commands have for it.
const elsewhere = "elsewhere"

// calledElsewhere notes the name that other commands have for a flag.
func calledElsewhere(flags *pflag.FlagSet, name, flag string) {
	flags.SetAnnotation(flag, elsewhere, []string{name})
}

// similarFlags suggests the flags of c that have the name in another command, or that are spelt
// like it.
func similarFlags(c *cobra.Command, name string) string {
	var names, same []string
	c.Flags().VisitAll(func(flag *pflag.Flag) {
		if flag.Hidden {
			return
		}
		names = append(names, flag.Name)
		if slices.Contains(flag.Annotations[elsewhere], name) {
			same = append(same, flag.Name)
		}
	})
	if len(same) > 0 {
		return question("--", same)
	}
	return didYouMean(name, "--", names)
}
