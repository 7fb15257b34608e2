package tools

import (
	"os"
	"path/filepath"
	"strconv"

	"github.com/wiretax/wiretax/contract"
)

// inFlightText is inFlight as an argument.
var inFlightText = strconv.Itoa(inFlight)

// wiretaxArgs are those of `wiretax load` with one of its clients.
func wiretaxArgs(client string) func(j *job) []string {
	return func(j *job) []string {
		args := []string{"load", j.url(), "--json", "-", "--client", client, "--connections", strconv.Itoa(j.connections)}
		switch j.protocol {
		case overGRPC:
			args[1] = "grpc://" + j.address + getBook.RPC
			args = append(args, "--data", bookJSON, "--protoset", protosetFile)
		case h2c:
			args = append(args, "--http2")
		}
		if j.rate > 0 {
			return append(args, "--rate", wholeRate(j.rate), "--arrivals", contract.Uniform, "--duration", j.length.String(), "--warmup", j.warmup.String())
		}
		// Requests of a warm-up would be in the CPU time of the process and not in its count.
		// Without any, the first answer is diagnosed, for which the client is driven through
		// another target.
		args = append(args, "--callers", inFlightText, "--warmup", "1ms")
		if j.requests > 0 {
			return append(args, "--requests", strconv.FormatInt(j.requests, 10))
		}
		return append(args, "--duration", j.length.String())
	}
}

func wrkArgs(j *job) []string {
	return []string{"-t1", "-c" + strconv.Itoa(j.connections), "-d" + j.seconds() + "s", j.url()}
}

// abArgs end ab by the time. The number of requests, for which it takes memory, is out of reach.
func abArgs(j *job) []string {
	return []string{"-k", "-l", "-q", "-t", j.seconds(), "-n", "10000000", "-c", strconv.Itoa(j.connections), j.url()}
}

func h2loadArgs(j *job) []string {
	args := []string{"-t1", "-c" + strconv.Itoa(j.connections), "-m" + strconv.Itoa(inFlight/j.connections), "-D" + j.seconds()}
	if j.protocol == overGRPC {
		args = append(args, "-d", frameFile, "-H", "content-type: application/grpc", "-H", "te: trailers")
	}
	return append(args, j.url())
}

// ghzArgs turn off ghz's templates, a third of its CPU time: the request needs none. With --async
// its workers do not wait for answers.
func ghzArgs(j *job) []string {
	args := []string{
		"--insecure", "--format", "json", "--protoset", protosetFile, "--call", bookCall, "--data", bookJSON,
		"--disable-template-functions", "--disable-template-data",
		"--concurrency", inFlightText, "--connections", strconv.Itoa(j.connections),
	}
	switch {
	case j.rate > 0:
		args = append(args, "--async", "--rps", wholeRate(j.rate), "--total", strconv.FormatInt(j.total(), 10))
	case j.requests > 0:
		args = append(args, "--total", strconv.FormatInt(j.requests, 10))
	default:
		args = append(args, "--duration", j.length.String(), "--duration-stop", "wait")
	}
	return append(args, j.address)
}

// vegetaDoes leaves out what vegeta cannot do: over h2c it has one connection.
func vegetaDoes(j *job) bool {
	return j.requests == 0 && (j.protocol == http1 || j.protocol == h2c && j.connections == 1)
}

// The files of vegeta in the folder of a job.
const (
	targetsFile = "targets.txt"
	resultsFile = "results.gob"
)

// vegetaArgs attack at rate 0, which is a closed loop of its workers, or with as many workers as
// an open loop needs.
func vegetaArgs(j *job) []string {
	connections := strconv.Itoa(j.connections)
	args := []string{
		"attack", "-targets", targetsFile, "-output", resultsFile, "-max-body", "0", "-duration", j.length.String(),
		"-connections", connections, "-max-connections", connections,
	}
	if j.protocol == h2c {
		args = append(args, "-h2c")
	} else {
		args = append(args, "-http2=false")
	}
	if j.rate > 0 {
		return append(args, "-rate", wholeRate(j.rate)+"/1s")
	}
	return append(args, "-rate", "0", "-workers", inFlightText, "-max-workers", inFlightText)
}

// writeTargets writes vegeta's targets.
func writeTargets(j *job) error {
	return os.WriteFile(filepath.Join(j.dir, targetsFile), []byte("GET "+j.url()+"\n"), 0o644)
}

func heyArgs(j *job) []string {
	return []string{"-z", j.length.String(), "-c", strconv.Itoa(j.connections), j.url()}
}

func fortioArgs(j *job) []string {
	return []string{"load", "-loglevel", "Error", "-qps", "0", "-t", j.length.String(), "-c", strconv.Itoa(j.connections), "-json", "-", j.url()}
}

func k6Args(j *job) []string {
	return []string{"run", "--quiet", "--no-usage-report", "--vus", strconv.Itoa(j.connections), "--duration", j.length.String(), "-e", "URL=" + j.url(), scriptFile}
}

// wholeRate writes a rate as the tools expect it.
func wholeRate(perSecond float64) string { return strconv.FormatFloat(perSecond, 'f', 0, 64) }
