package dashboards

// The labels that Prometheus adds to those of package metrics.
const (
	labelBucket   = "le"
	labelJob      = "job"
	labelInstance = "instance"
)

// processCPU comes from the Prometheus client library's process collector.
const processCPU = "process_cpu_seconds_total"
