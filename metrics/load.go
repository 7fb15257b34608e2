package metrics

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
)

// The metrics of the harness. Counters count every trial that ended; gauges show the latest
// valid trial, since the report uses no other.
const (
	LoadTrialsTotal      = "wiretax_load_trials_total"
	LoadRequestsTotal    = "wiretax_load_requests_total"
	LoadErrorsTotal      = "wiretax_load_errors_total"
	LoadOfferedRPS       = "wiretax_load_offered_rps"
	LoadAchievedRPS      = "wiretax_load_achieved_rps"
	LoadResponseQuantile = "wiretax_load_response_quantile_seconds"
	LoadLagQuantile      = "wiretax_load_lag_quantile_seconds"
	LoadCPUPerRequest    = "wiretax_load_cpu_seconds_per_request"
	LoadWireBytes        = "wiretax_load_wire_bytes_per_request"
	LoadMessageBytes     = "wiretax_load_message_bytes"
)

// Load shows the trials of a run, the latest valid one of each stack, operation and tool.
type Load struct {
	trials, requests, errors           *prometheus.CounterVec
	offered, achieved                  *prometheus.GaugeVec
	response, lag, cpu, wire, messages *prometheus.GaugeVec
}

// Trial is what Load shows of one trial, in seconds and bytes. Nil and missing values were
// not measured and are not shown. Of an invalid trial only the counts are shown.
type Trial struct {
	Stack, Operation, Tool       string
	Valid                        bool
	Requests, Errors             int64
	OfferedRPS, AchievedRPS      float64
	Response, Lag                map[string]*float64 // by one of Quantiles
	ServerCPU, ClientCPU         *float64            // per request
	WireSent, WireReceived       *float64            // per request
	MessageSent, MessageReceived *float64            // means
}

// NewLoad registers the harness's metrics with reg.
func NewLoad(reg prometheus.Registerer) *Load {
	arm := []string{LabelStack, LabelOperation, LabelTool}
	counter := func(name, help string, more ...string) *prometheus.CounterVec {
		v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, append(arm[:3:3], more...))
		reg.MustRegister(v)
		return v
	}
	gauge := func(name, help string, more ...string) *prometheus.GaugeVec {
		v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, append(arm[:3:3], more...))
		reg.MustRegister(v)
		return v
	}
	return &Load{
		trials:   counter(LoadTrialsTotal, "Trials ended, valid or not.", LabelValid),
		requests: counter(LoadRequestsTotal, "Requests scheduled in the windows of all trials, valid or not."),
		errors:   counter(LoadErrorsTotal, "Requests that failed in the windows of all trials, valid or not."),
		offered:  gauge(LoadOfferedRPS, "Requests a second that the schedule of the latest valid trial asked for."),
		achieved: gauge(LoadAchievedRPS, "Requests a second that were answered in the latest valid trial."),
		response: gauge(LoadResponseQuantile, "Response time of the latest valid trial, from the intended start.", LabelQuantile),
		lag:      gauge(LoadLagQuantile, "Lateness of the generator in the latest valid trial.", LabelQuantile),
		cpu:      gauge(LoadCPUPerRequest, "CPU time for one request in the latest valid trial, of the client or of the server.", LabelRole),
		wire:     gauge(LoadWireBytes, "TCP payload for one request in the latest valid trial, as the client sees it.", LabelDirection),
		messages: gauge(LoadMessageBytes, "Mean size of an encoded message in the latest valid trial, as the client sees it.", LabelDirection),
	}
}

// Observe shows a trial that ended. An invalid one is counted and changes no gauge: what an
// earlier valid trial showed stays, and an arm without a valid trial shows nothing. A valid
// one replaces every gauge of its arm; what it did not measure is removed, since the value
// of an earlier trial would be taken for its own.
func (l *Load) Observe(t Trial) {
	arm := []string{t.Stack, t.Operation, t.Tool}
	with := func(more string) []string { return append(arm[:3:3], more) }
	l.trials.WithLabelValues(with(strconv.FormatBool(t.Valid))...).Inc()
	l.requests.WithLabelValues(arm...).Add(float64(t.Requests))
	l.errors.WithLabelValues(arm...).Add(float64(t.Errors))
	if !t.Valid {
		return
	}
	set := func(v *prometheus.GaugeVec, label string, value *float64) {
		if value == nil {
			v.DeleteLabelValues(with(label)...)
			return
		}
		v.WithLabelValues(with(label)...).Set(*value)
	}
	l.offered.WithLabelValues(arm...).Set(t.OfferedRPS)
	l.achieved.WithLabelValues(arm...).Set(t.AchievedRPS)
	for _, quantile := range Quantiles {
		set(l.response, quantile, t.Response[quantile])
		set(l.lag, quantile, t.Lag[quantile])
	}
	set(l.cpu, Server, t.ServerCPU)
	set(l.cpu, Client, t.ClientCPU)
	set(l.wire, Sent, t.WireSent)
	set(l.wire, Received, t.WireReceived)
	set(l.messages, Sent, t.MessageSent)
	set(l.messages, Received, t.MessageReceived)
}
