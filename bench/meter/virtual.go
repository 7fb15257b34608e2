package meter

import (
	"io/fs"
	"strings"

	"github.com/wiretax/wiretax/contract"
)

// unknownKind is what [Host] says of a hypervisor or a container that does not tell its kind.
const unknownKind = "of unknown kind"

// sign is the beginning of a text that tells a kind.
type sign struct{ begins, kind string }

// Where and by what hypervisors are known, as systemd-detect-virt knows them. The kernel's clocks
// tell those of machines without firmware tables.
var (
	firmwareFiles = []string{"product_name", "sys_vendor", "board_vendor", "bios_vendor", "product_version"}
	firmwareSigns = []sign{
		{"KVM", "KVM"}, {"OpenStack", "KVM"}, {"KubeVirt", "KVM"}, {"Amazon EC2", "Amazon EC2"}, {"QEMU", "QEMU"},
		{"VMware", "VMware"}, {"VMW", "VMware"}, {"innotek GmbH", "VirtualBox"}, {"VirtualBox", "VirtualBox"},
		{"Oracle Corporation", "VirtualBox"}, {"Xen", "Xen"}, {"Bochs", "Bochs"}, {"Parallels", "Parallels"},
		{"BHYVE", "bhyve"}, {"Hyper-V", "Hyper-V"}, {"Apple Virtualization", "Apple"}, {"Google Compute Engine", "Google Compute Engine"},
	}
	clockSigns      = []sign{{"kvm-clock", "KVM"}, {"hyperv_", "Hyper-V"}, {"xen", "Xen"}}
	deviceTreeSigns = []sign{{"linux,kvm", "KVM"}, {"xen", "Xen"}, {"vmware", "VMware"}}
	cgroupSigns     = []sign{{"kubepods", "Kubernetes"}, {"docker", "Docker"}, {"libpod", "Podman"}, {"lxc", "LXC"}}
)

// virtual returns the kind of hypervisor below this machine, [contract.NotVirtual] or
// [contract.UnknownVirtual].
func virtual(root fs.FS) string {
	flags, told := cpuFlags(root)
	if told && !flags["hypervisor"] {
		return contract.NotVirtual
	}
	for _, kind := range []string{
		kindOf([]string{firstLine(root, "sys/hypervisor/type")}, []sign{{"xen", "Xen"}}),
		kindOf([]string{firstLine(root, "proc/device-tree/hypervisor/compatible")}, deviceTreeSigns),
		byFirmware(root),
		kindOf(strings.Fields(firstLine(root, "sys/devices/system/clocksource/clocksource0/available_clocksource")), clockSigns),
	} {
		if kind != "" {
			return kind
		}
	}
	if told || exists(root, "proc/device-tree/hypervisor") {
		return unknownKind
	}
	return contract.UnknownVirtual
}

// cpuFlags returns those of the first CPU, and whether they tell a hypervisor: only x86 has them.
func cpuFlags(root fs.FS) (flags map[string]bool, told bool) {
	text, _ := fs.ReadFile(root, "proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if key, value, _ := strings.Cut(line, ":"); strings.TrimSpace(key) == "flags" {
			flags = make(map[string]bool)
			for _, flag := range strings.Fields(value) {
				flags[flag] = true
			}
			return flags, true
		}
	}
	return nil, false
}

// byFirmware returns the kind of hypervisor that the firmware's tables name. A machine of Amazon's
// without one has the same vendor, and says so in its product's name.
func byFirmware(root fs.FS) string {
	const tables = "sys/class/dmi/id/"
	if strings.Contains(firstLine(root, tables+"product_name"), ".metal") {
		return contract.NotVirtual
	}
	var lines []string
	for _, file := range firmwareFiles {
		lines = append(lines, firstLine(root, tables+file))
	}
	return kindOf(lines, firmwareSigns)
}

// container returns the kind of container that this process runs in, or "" if it shows no sign of
// one.
func container(root fs.FS) string {
	cgroups, _ := fs.ReadFile(root, "proc/1/cgroup")
	kind := kindOf(strings.FieldsFunc(string(cgroups), func(r rune) bool { return strings.ContainsRune("/:\n", r) }), cgroupSigns)
	switch {
	case kind != "":
		return kind
	case exists(root, ".dockerenv"):
		return "Docker"
	case exists(root, "run/.containerenv"):
		return "Podman"
	case exists(root, "run/systemd/container"):
		return unknownKind
	}
	return ""
}

// kindOf returns the kind of the first text that begins with one of the signs, or "".
func kindOf(texts []string, signs []sign) string {
	for _, text := range texts {
		for _, s := range signs {
			if strings.HasPrefix(text, s.begins) {
				return s.kind
			}
		}
	}
	return ""
}

// firstLine returns the first line of a file, without space around it; "" if there is none.
func firstLine(root fs.FS, name string) string {
	text, _ := fs.ReadFile(root, name)
	line, _, _ := strings.Cut(strings.TrimRight(string(text), "\x00"), "\n")
	return strings.TrimSpace(line)
}

func exists(root fs.FS, name string) bool {
	_, err := fs.Stat(root, name)
	return err == nil
}
