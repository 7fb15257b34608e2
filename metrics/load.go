package metrics

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
)

// The metrics of the harness. Each is set when a trial ends, from the trial's record.
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

// Load shows the trials of a run, the latest of each stack, operation and tool.
type Load struct {
	trials, requests, errors           *prometheus.CounterVec
	offered, achieved                  *prometheus.GaugeVec
	response, lag, cpu, wire, messages *prometheus.GaugeVec
}

// Trial is what Load shows of one trial, in seconds and bytes. Nil and missing values are
// not measured and stay out.
type Trial struct {
	Stack, Operation, Tool       string
	Valid                        bool
	Requests, Errors             int64
	OfferedRPS, AchievedRPS      float64
	Response, Lag                map[string]*float64 // by quantile, such as "0.99"
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
		requests: counter(LoadRequestsTotal, "Requests scheduled in measured windows."),
		errors:   counter(LoadErrorsTotal, "Requests of measured windows that failed."),
		offered:  gauge(LoadOfferedRPS, "Requests a second that the schedule asked for."),
		achieved: gauge(LoadAchievedRPS, "Requests a second that were answered."),
		response: gauge(LoadResponseQuantile, "Response time of the latest trial, from the intended start.", LabelQuantile),
		lag:      gauge(LoadLagQuantile, "Lateness of the generator in the latest trial.", LabelQuantile),
		cpu:      gauge(LoadCPUPerRequest, "CPU time for one request in the latest trial, by side.", LabelSide),
		wire:     gauge(LoadWireBytes, "TCP payload for one request in the latest trial, as the client sees it.", LabelDirection),
		messages: gauge(LoadMessageBytes, "Mean size of an encoded message in the latest trial, as the client sees it.", LabelDirection),
	}
}

// Observe shows a trial that ended.
func (l *Load) Observe(t Trial) {
	arm := []string{t.Stack, t.Operation, t.Tool}
	with := func(more string) []string { return append(arm[:3:3], more) }
	set := func(v *prometheus.GaugeVec, label string, value *float64) {
		if value == nil { // or the value of an earlier trial would pass for this one's
			v.DeleteLabelValues(with(label)...)
			return
		}
		v.WithLabelValues(with(label)...).Set(*value)
	}
	l.trials.WithLabelValues(with(strconv.FormatBool(t.Valid))...).Inc()
	l.requests.WithLabelValues(arm...).Add(float64(t.Requests))
	l.errors.WithLabelValues(arm...).Add(float64(t.Errors))
	l.offered.WithLabelValues(arm...).Set(t.OfferedRPS)
	l.achieved.WithLabelValues(arm...).Set(t.AchievedRPS)
	for quantile, value := range t.Response {
		set(l.response, quantile, value)
	}
	for quantile, value := range t.Lag {
		set(l.lag, quantile, value)
	}
	set(l.cpu, Server, t.ServerCPU)
	set(l.cpu, Client, t.ClientCPU)
	set(l.wire, Sent, t.WireSent)
	set(l.wire, Received, t.WireReceived)
	set(l.messages, Sent, t.MessageSent)
	set(l.messages, Received, t.MessageReceived)
}
