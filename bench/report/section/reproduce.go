package section

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/wiretax/wiretax/bench/report/judged"
	"github.com/wiretax/wiretax/bench/report/page"
)

// embeddedCatalog is the name of the catalog that needs no file.
const embeddedCatalog = "embedded"

// plans are those built in: those of sections of their own, then the smaller before the
// larger.
var plans = [...]string{"chain", "gateway", "work", "streams", "load-curve", "smoke", "quick", "standard", "full"}

// Rank orders plans by what they can show; a plan of one's own comes last.
func Rank(plan string) int { return slices.Index(plans[:], plan) }

// NotHere says which plans and benchmarks would give a report more sections, and how. A larger
// plan says all that a smaller one does, and smoke gives no verdict, so beside those with
// sections of their own only larger ones are named.
func NotHere(in *Input, d *page.Page) {
	if in.Runs[0].Strangers() {
		return
	}
	first := Rank("smoke")
	have := first
	for _, r := range in.Runs {
		have = max(have, Rank(r.Plan.Name))
	}
	var items []string
	for i, plan := range plans {
		if fills(in, plan) || i >= first && i <= have {
			continue
		}
		items = append(items, page.Code(plan)+": "+page.Code("make loadtest PLAN="+plan))
	}
	if in.Benchmarks == nil {
		items = append(items, benchmarksTitle+": "+page.Code("make bench"))
	}
	if in.Tools == nil {
		items = append(items, toolsTitle+": "+page.Code("make bench-tools"))
	}
	if len(items) == 0 {
		return
	}
	d.Heading(2, "Not here yet")
	d.Paragraph("These are no part of this report. Each command measures one of them, by itself. A report of several is made of their run folders, and of the files of the benchmarks and of the load generators: " +
		page.Code("wiretax report RUN_FOLDER… --bench results/bench/TIME.txt --tools results/tools.json") + ".")
	d.List(items)
}

// fills says whether a run fills the section that a plan is for.
func fills(in *Input, plan string) bool {
	has, ok := map[string]func(*judged.Run) bool{
		"streams": judged.HasStreams, "work": judged.HasWork, "gateway": judged.HasGateway, "chain": judged.HasChain, "load-curve": judged.HasLoadCurve,
	}[plan]
	return ok && slices.ContainsFunc(in.Runs, has)
}

// Reproduce writes the commands that give this report again.
func Reproduce(in *Input, d *page.Page) {
	d.Heading(2, "How to reproduce")
	if in.Runs[0].Strangers() {
		sameVersus(in, d)
		return
	}
	commit, changed := checkout(in.Runs[0].Record.Manifest.Build.Version)
	var lines []string
	if commit != "" {
		lines = append(lines, "git checkout "+page.Shell(commit))
	}
	var catalogs, own bool
	for _, r := range in.Runs {
		name := r.Plan.Name
		if Rank(name) < 0 {
			name, own = planFile(r), own || r.Record.PlanFile() == ""
		}
		line := "make loadtest PLAN=" + page.Shell(name)
		if name := r.Record.Manifest.Catalog.Name; name != embeddedCatalog && name != "" {
			line += " CATALOG=" + page.Shell(page.Base(name))
			catalogs = true
		}
		lines = append(lines, slices.Repeat([]string{line}, len(r.Parts))...)
	}
	if b := in.Benchmarks; b != nil {
		lines = append(lines, "make bench COUNT="+strconv.Itoa(b.Rounds))
	}
	if in.Tools != nil {
		lines = append(lines, "make bench-tools")
	}
	if !single(in) {
		lines = append(lines, "bin/"+reportOfLatest(in)) // make builds it there
	}
	d.Code("sh", lines)
	if changed {
		d.Paragraph("The binary held changes beyond that commit.")
	}
	if commit == "" {
		d.Paragraph("The version that was measured names no commit.")
	}
	if own {
		d.Paragraph("A plan that is not built in is a file of its author's; `manifest.json` in the run folder holds it as it was carried out.")
	}
	if catalogs {
		d.Paragraph("CATALOG names the file by its base name; its digest stands above.")
	}
	sameReport(in, d)
}

// folders are where runs are kept unless somebody said otherwise: those that are pooled are several.
func folders(r *judged.Run) (names []string) {
	for _, m := range r.Parts {
		names = append(names, "results/"+page.Base(m.Run))
	}
	return names
}

// planFile is a file of the run's plan: the one in its folder, or where an older run has none
// one to be made of its manifest.
func planFile(r *judged.Run) string {
	if r.Record.PlanFile() == "" {
		return page.Base(r.Plan.Name) + ".yaml"
	}
	return folders(r)[0] + "/" + r.Record.PlanFile()
}

// Command is what a person types for the report of one run folder, in that folder: into the
// current one it would replace the report that is there.
func Command(folder string) string {
	return reportCommand + " --dir " + page.Shell(folder) + " " + page.Shell(folder)
}

const reportCommand = "wiretax report"

// single says that this is the report of one run and nothing else, as each run's folder has it.
func single(in *Input) bool {
	return len(in.Runs) == 1 && len(in.Runs[0].Parts) == 1 && in.Benchmarks == nil && in.Tools == nil
}

// reportOfLatest makes one report of the runs that were measured last: each run writes a report
// of itself alone.
func reportOfLatest(in *Input) string {
	latest := func(pattern string) string { return ` "$(ls -d ` + pattern + ` | tail -n 1)"` }
	command := reportCommand
	for _, r := range in.Runs {
		pattern := "results/*Z-" + page.Shell(page.Base(r.Plan.Name))
		if n := len(r.Parts); n > 1 {
			command += fmt.Sprintf(" $(ls -d %s | tail -n %d)", pattern, n)
		} else {
			command += latest(pattern)
		}
	}
	if in.Benchmarks != nil {
		command += " --bench" + latest("results/bench/*.txt")
	}
	if in.Tools != nil {
		command += " --tools results/tools.json"
	}
	return command
}

// sameReport says how this report is made again, and who can do so.
func sameReport(in *Input, d *page.Page) {
	d.Paragraph("From the same run folders, this report again, byte for byte:")
	command := reportCommand
	for _, r := range in.Runs {
		for _, folder := range folders(r) {
			command += " " + page.Shell(folder)
		}
	}
	if b := in.Benchmarks; b != nil {
		command += " --bench " + page.Shell("results/bench/"+page.Base(b.Name))
	}
	if t := in.Tools; t != nil {
		command += " --tools " + page.Shell("results/"+page.Base(t.Name))
	}
	if single(in) {
		command = Command(folders(in.Runs[0])[0])
	}
	d.Code("sh", []string{command})
	d.Paragraph("Run folders stay on the machine that measured, in `results/` unless `--out` named another. Git ignores them, so no clone of wiretax holds them. If you have only this file, ask its author for the folders, or measure anew: that gives you folders of your own.")
}

// sameVersus writes the commands for a run of strangers' services.
func sameVersus(in *Input, d *page.Page) {
	var lines []string
	secrets, kept := false, true
	for _, r := range in.Runs {
		lines = append(lines, slices.Repeat([]string{"wiretax versus " + page.Shell(planFile(r))}, len(r.Parts))...)
		kept = kept && r.Record.PlanFile() != ""
		secrets = secrets || slices.ContainsFunc(services(r), func(s service) bool { return s.secrets })
	}
	if !single(in) {
		lines = append(lines, reportOfLatest(in))
	}
	d.Code("sh", lines)
	text := "The plan stands in the run folder as it was carried out. Files that it names are found from the folder in which wiretax ran."
	if !kept {
		text = "The plan stands in the run folder, in `manifest.json` under `plan`, as it was carried out; as a file of its own it is a plan again, since JSON is YAML."
	}
	text += " The services have to run as they did, save for those that the plan starts."
	if secrets {
		text += " The values of headers, and of variables of commands, are not kept: put them back."
	}
	d.Paragraph(text)
	sameReport(in, d)
}

var pseudoVersion = regexp.MustCompile(`[-.]\d{14}-([0-9a-f]{12})$`)

// checkout turns a build's version into what git knows it by, and says whether the tree
// had changes.
func checkout(version string) (commit string, changed bool) {
	for _, mark := range []string{"+dirty", "-dirty"} {
		if v, ok := strings.CutSuffix(version, mark); ok {
			version, changed = v, true
		}
	}
	if m := pseudoVersion.FindStringSubmatch(version); m != nil {
		return m[1], changed
	}
	if strings.ContainsAny(version, "() ") || version == "unknown" || version == "dev" {
		return "", changed
	}
	return version, changed
}
