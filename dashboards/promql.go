package dashboards

import (
	"strings"

	"github.com/wiretax/wiretax/metrics"
)

// The template variables as queries use them. Grafana fills in the ones that begin with
// two underscores: the range on view, and a window that spans at least four scrapes.
const (
	variableDatasource = "datasource"
	variableOperation  = "operation"

	wholeRange = "[$__range]"
	rateWindow = "[$__rate_interval]"
)

// These write PromQL; each takes and returns a part of an expression.

func equal(label, value string) string { return label + `="` + value + `"` }

// chosenOperations matches the operations that the viewer chose, all of them at first.
func chosenOperations() string { return metrics.LabelOperation + `=~"$` + variableOperation + `"` }

func selectFrom(metric string, matchers ...string) string {
	return metric + "{" + strings.Join(matchers, ", ") + "}"
}

// own selects a metric of the harness for the chosen operations and the project's engine.
func own(metric string, more ...string) string {
	return selectFrom(metric, append([]string{chosenOperations(), equal(metrics.LabelTool, metrics.OwnTool)}, more...)...)
}

// anyTool selects a metric of the harness for the chosen operations, whatever drove them.
func anyTool(metric string, more ...string) string {
	return selectFrom(metric, append([]string{chosenOperations()}, more...)...)
}

func rate(selector string) string { return "rate(" + selector + rateWindow + ")" }

func sumBy(expr string, labels ...string) string { return aggregate("sum", expr, labels) }

func maxBy(expr string, labels ...string) string { return aggregate("max", expr, labels) }

func aggregate(operator, expr string, labels []string) string {
	return operator + " by (" + strings.Join(labels, ", ") + ") (" + expr + ")"
}

// latest returns the last value in the range on view, the largest first. A gauge of the harness
// is gone when the harness ends; its last value is still the result of the run.
func latest(selector string) string {
	return "sort_desc(last_over_time(" + selector + wholeRange + "))"
}

// legend names series after their labels, such as "{{stack}} {{operation}}". The stack
// is a word of its own, so that the colours find it.
func legend(labels ...string) string {
	return "{{" + strings.Join(labels, "}} {{") + "}}"
}
