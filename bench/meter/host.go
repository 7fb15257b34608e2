package meter

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// Host is the machine of a measurement, without names or paths.
type Host struct {
	Kernel, CPU string
	CPUs        int
	MemoryBytes int64
	// Virtual is the kind of hypervisor, such as "KVM", [contract.NotVirtual] or
	// [contract.UnknownVirtual]; Container is the kind of container, such as "Docker", or "" without a
	// sign of one.
	Virtual, Container string
	// IdleDriver is what the kernel does with an idle CPU, such as "intel_idle", or "none" if
	// it only halts; IdleGovernor decides how deep an idle CPU sleeps. Both are "" if the kernel
	// does not tell.
	IdleDriver, IdleGovernor string
	// FrequencyGovernor decides how fast a CPU runs, such as "performance"; several, if CPUs
	// differ, are separated by commas. "" if the kernel decides nothing of the kind.
	FrequencyGovernor string
}

// ReadHost describes this machine.
func ReadHost() (Host, error) {
	var name unix.Utsname
	if err := unix.Uname(&name); err != nil {
		return Host{}, fmt.Errorf("read kernel version: %w", err)
	}
	h := Host{Kernel: unix.ByteSliceToString(name.Release[:])}
	if err := h.read(os.DirFS("/")); err != nil {
		return Host{}, fmt.Errorf("describe the CPU: %w", err)
	}
	kilobytes, err := procField("/proc/meminfo", "MemTotal:")
	h.MemoryBytes = kilobytes * 1024
	return h, err
}

// read fills in what the files of a machine say.
func (h *Host) read(root fs.FS) error {
	info, err := fs.ReadFile(root, "proc/cpuinfo")
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(info)) {
		key, value, _ := strings.Cut(line, ":")
		switch strings.TrimSpace(key) {
		case "processor":
			h.CPUs++
		case "model name":
			h.CPU = strings.TrimSpace(value)
		}
	}
	h.Virtual, h.Container = virtual(root), container(root)
	const cpus = "sys/devices/system/cpu/"
	h.IdleDriver = firstLine(root, cpus+"cpuidle/current_driver")
	h.IdleGovernor = cmp.Or(firstLine(root, cpus+"cpuidle/current_governor"), firstLine(root, cpus+"cpuidle/current_governor_ro"))
	governors, err := fs.Glob(root, cpus+"cpu[0-9]*/cpufreq/scaling_governor")
	if err != nil {
		return err
	}
	var found []string
	for _, file := range governors {
		found = append(found, firstLine(root, file))
	}
	slices.Sort(found)
	h.FrequencyGovernor = strings.Join(slices.Compact(found), ", ")
	return nil
}

// PeakRSS returns the most memory in bytes that a process has held since it was started, or since
// [ResetPeakRSS].
func PeakRSS(pid int) (int64, error) {
	kilobytes, err := procField(fmt.Sprintf("/proc/%d/status", pid), "VmHWM:")
	return kilobytes * 1024, err
}

// ResetPeakRSS lowers the peak of a process to what it holds now. It needs no privilege if the
// process is of the same user, and a kernel with CONFIG_PROC_PAGE_MONITOR: see
// proc_pid_clear_refs(5).
func ResetPeakRSS(pid int) error {
	file, err := os.OpenFile(fmt.Sprintf("/proc/%d/clear_refs", pid), os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteString("5")
	return errors.Join(err, file.Close())
}

// procField reads the first number after the key in a file of lines like "key: 1 kB".
func procField(path, key string) (int64, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, key); ok {
			number, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
			return strconv.ParseInt(number, 10, 64)
		}
	}
	return 0, fmt.Errorf("read %s: %w %s", path, errNoField, key)
}

// errNoField is the error of a file that lacks a field.
var errNoField = errors.New("it has no")

// System is the CPU time of the whole machine since it started, in ticks of 10 ms.
type System struct {
	// Busy is time in which a CPU ran anything, Stolen what the hypervisor gave to
	// others, Total both and the idle time.
	Busy, Stolen, Total time.Duration
}

// ReadSystem reads the first line of /proc/stat.
func ReadSystem() (System, error) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return System{}, fmt.Errorf("read system CPU time: %w", err)
	}
	s, err := parseSystem(string(text))
	if err != nil {
		return System{}, fmt.Errorf("read system CPU time: %w", err)
	}
	return s, nil
}

func parseSystem(stat string) (System, error) {
	line, _, _ := strings.Cut(stat, "\n")
	fields := strings.Fields(line)
	if len(fields) < 9 || fields[0] != "cpu" {
		return System{}, fmt.Errorf("/proc/stat begins with %q", line)
	}
	var ticks [8]time.Duration // user nice system idle iowait irq softirq steal
	for i := range ticks {
		n, err := strconv.ParseInt(fields[i+1], 10, 64)
		if err != nil {
			return System{}, fmt.Errorf("/proc/stat begins with %q: %w", line, err)
		}
		ticks[i] = time.Duration(n) * 10 * time.Millisecond
	}
	idle, stolen := ticks[3]+ticks[4], ticks[7]
	busy := ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]
	return System{busy, stolen, busy + idle + stolen}, nil
}

// Minus returns the time between two readings.
func (s System) Minus(earlier System) System {
	return System{s.Busy - earlier.Busy, s.Stolen - earlier.Stolen, s.Total - earlier.Total}
}

// StealShare returns the share of the time that was stolen.
func (s System) StealShare() float64 {
	if s.Total <= 0 {
		return 0
	}
	return float64(s.Stolen) / float64(s.Total)
}
