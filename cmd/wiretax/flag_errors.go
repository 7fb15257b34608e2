package main

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wiretax/wiretax/bench/plan"
	"github.com/wiretax/wiretax/bench/protofiles"
)

// flagError says in our own words why a command line is wrong. The library's errors quote those
// of package strconv.
func flagError(c *cobra.Command, args []string, err error) error {
	if c.HasAvailableSubCommands() && c.Flags().NArg() > 0 {
		// The command is unknown, and so are its flags.
		return c.RunE(c, c.Flags().Args())
	}
	var text string
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return badInput{badValue(e)}
	} else if e, ok := errors.AsType[*pflag.NotExistError](err); ok && e.GetSpecifiedShortnames() != "" {
		text = unknownLetters(c, args, e.GetSpecifiedShortnames())
	} else if ok {
		text = fmt.Sprintf("unknown flag --%s%s", e.GetSpecifiedName(), similarFlags(c, e.GetSpecifiedName()))
	} else if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		text = fmt.Sprintf("--%s needs a value", e.GetFlag().Name)
	} else if e, ok := errors.AsType[*pflag.InvalidSyntaxError](err); ok {
		text = fmt.Sprintf("%q is not a flag", e.GetSpecifiedFlag())
	} else {
		text = err.Error()
	}
	return badInput{fmt.Errorf("%s; see %s --help", text, c.CommandPath())}
}

// unknownLetters says which flag is meant by letters after a single dash. The library takes
// letter by letter: of -header it leaves "eader" after it has taken -h.
func unknownLetters(c *cobra.Command, args []string, letters string) string {
	for _, arg := range args {
		if arg[:min(2, len(arg))] != "--" && strings.HasSuffix(arg, letters) {
			letters = strings.TrimPrefix(arg, "-")
			break
		}
	}
	name, _, _ := strings.Cut(letters, "=")
	return "unknown flag -" + letters + similarFlags(c, name)
}

// wantedByFlag says what flags of each type take.
var wantedByFlag = map[string]string{
	"duration": "a duration; write one such as 500ms, 10s or 2m",
	"float64":  "a number; write one such as 100 or 0.5",
	"int":      "a whole number; write one such as 16",
	"rate":     "a rate; write a number such as 1000, or a share of capacity such as 10%",
	"int64":    "a whole number; write one such as 1000",
	"uint64":   "a whole number of 0 or more; write one such as 1",
	"bool":     "true or false; leave the value out for true",
}

func badValue(e *pflag.InvalidValueError) error {
	flag, value := e.GetFlag(), e.GetValue()
	kind := flag.Value.Type()
	_, notNumber := strconv.ParseFloat(value, 64)
	trimmed := strings.TrimSpace(value)
	switch {
	case trimmed != value && flag.Value.Set(trimmed) == nil:
		return fmt.Errorf("--%s %q has blanks around it; write --%[1]s %[3]s", flag.Name, value, trimmed)
	case kind == "duration" && notNumber == nil:
		return fmt.Errorf("--%s %s has no unit; write %[2]ss", flag.Name, value)
	case errors.Is(e, strconv.ErrRange):
		return fmt.Errorf("--%s %s is out of range; use a smaller number", flag.Name, value)
	case wantedByFlag[kind] != "":
		return fmt.Errorf("--%s %q is not %s", flag.Name, value, wantedByFlag[kind])
	}
	return fmt.Errorf("--%s %q: %w", flag.Name, value, errors.Unwrap(e))
}

// inFlags turns an error about a key of a plan into one about the flag that sets it. Errors
// about a plan or a target begin with the key: "ca_cert: …", or if there are two targets
// "pairs[0].a.ca_cert: …" or "versus.a: ca_cert: …". Errors that are not about such a key stay
// as they are.
func inFlags(flags *pflag.FlagSet, err error) error {
	if err == nil {
		return nil
	}
	if problems, ok := errors.AsType[plan.Problems](err); ok {
		var named plan.Problems
		told := make(map[string]bool)
		for _, problem := range problems {
			problem = inFlags(flags, problem)
			if flag := oneValued(flags, problem); flag == "" || !told[flag] {
				told[flag], named = true, append(named, problem)
			}
		}
		return inWords{named.Error(), err}
	}
	text := keysInFlags(flags, err)
	if text == err.Error() {
		return err
	}
	return inWords{text, err}
}

// keysInFlags returns the text of an error with flags instead of the key at its beginning and of
// the keys of a [plan.KeyError] in it.
func keysInFlags(flags *pflag.FlagSet, err error) string {
	text := err.Error()
	target := targetOf(text)
	if named, ok := errors.AsType[*plan.KeyError](err); ok {
		text = strings.Replace(text, named.Error(), named.In(func(key plan.Key) string {
			return cmp.Or(flagOf(flags, string(key), target), string(key))
		}), 1)
	}
	parts := strings.Split(text, ": ")
	var before []string
	for i, part := range parts[:len(parts)-1] {
		_, key, ok := targetAndKey(part)
		switch name := flagOf(flags, key, target); {
		case !ok: // such as "connect to http://…"
			before = append(before, part)
		case key == "": // only a target, which the flag names
		case name == "":
			return text
		default:
			said := append([]string{name}, parts[i+1:]...)
			if files, ok := errors.AsType[*protofiles.Error](err); ok {
				said = []string{files.In(protoFlags(flags, target))}
			}
			return strings.Join(append(before, said...), ": ")
		}
	}
	return text
}

// targetOf returns the ending of the flags of the target that an error is about: "-a", "-b" or
// none.
func targetOf(text string) string {
	parts := strings.Split(text, ": ")
	for _, part := range parts[:len(parts)-1] {
		target, key, ok := targetAndKey(part)
		if target != "" {
			return "-" + target
		}
		if ok && key != "" {
			break
		}
	}
	return ""
}

// oneValued returns the flag at the beginning of an error if it takes a single value, and
// otherwise "". One error about such a flag is enough: several keys of a plan may follow from
// it, and both the flag and the key may be checked.
func oneValued(flags *pflag.FlagSet, err error) string {
	begin, _, _ := strings.Cut(err.Error(), ": ")
	if strings.HasPrefix(begin, "target") {
		return begin
	}
	name, _, _ := strings.Cut(begin, " ")
	flag := flags.Lookup(strings.TrimPrefix(name, "--"))
	if flag == nil || strings.HasSuffix(flag.Value.Type(), "Array") {
		return ""
	}
	return name
}

// protoFlags returns the flags of .proto files, or those of one target if there are two.
func protoFlags(flags *pflag.FlagSet, target string) protofiles.Names {
	names := protofiles.Names{Proto: flagOf(flags, "proto", target), Folder: flagOf(flags, "proto_path", target)}
	if letter := flags.Lookup(names.Folder[len("--"):]).Shorthand; letter != "" {
		names.Folder = "-" + letter
	}
	return names
}

// targetAndKey splits "pairs[0].a.headers[1]", "headers[1]", or "versus.a", which has no key.
func targetAndKey(path string) (target, key string, ok bool) {
	names := strings.Split(path, ".")
	for i, name := range names {
		names[i], _, _ = strings.Cut(name, "[")
		if !word.MatchString(names[i]) {
			return "", "", false
		}
	}
	isTarget := func(name string) bool { return name == "a" || name == "b" }
	last := len(names) - 1
	if last > 0 && isTarget(names[last]) {
		return names[last], "", true
	}
	if last > 0 && isTarget(names[last-1]) {
		target = names[last-1]
	}
	return target, names[last], true
}

var word = regexp.MustCompile(`^[\w-]+$`)

// flagOf returns the flag for a key, or "" if there is none.
func flagOf(flags *pflag.FlagSet, key, target string) string {
	if key == "url" {
		return strings.TrimSuffix("target "+strings.TrimPrefix(target, "-"), " ")
	}
	name, seconds := strings.CutSuffix(key, "_seconds")
	name = strings.ReplaceAll(name, "_", "-")
	for _, name := range []string{name + target, strings.TrimSuffix(name, "s") + target, name} {
		// "timeout: …" is a failure, and timeout_seconds the key.
		if flag := flags.Lookup(name); flag != nil && (flag.Value.Type() == "duration") == seconds {
			return "--" + name
		}
	}
	return ""
}

// inWords is an error in other words.
type inWords struct {
	text string
	error
}

func (e inWords) Error() string { return e.text }
func (e inWords) Unwrap() error { return e.error }
