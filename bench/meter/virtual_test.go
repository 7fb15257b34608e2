package meter

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/wiretax/wiretax/contract"
)

// machine is a tree of files by their contents.
func machine(files map[string]string) fstest.MapFS {
	tree := make(fstest.MapFS)
	for name, text := range files {
		tree[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return tree
}

const (
	clocks   = "sys/devices/system/clocksource/clocksource0/available_clocksource"
	firmware = "sys/class/dmi/id/"
	guest    = "processor\t: 0\nmodel name\t: A CPU\nflags\t\t: fpu hypervisor vme\n"
	metal    = "processor\t: 0\nmodel name\t: A CPU\nflags\t\t: fpu vmx vme\n"
	arm      = "processor\t: 0\nFeatures\t: fp asimd\n"
)

func TestVirtual(t *testing.T) {
	for _, test := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"nothing that tells", map[string]string{}, contract.UnknownVirtual},
		{"bare metal", map[string]string{"proc/cpuinfo": metal, firmware + "sys_vendor": "Dell Inc.\n"}, contract.NotVirtual},
		{"bare metal that can be a host", map[string]string{"proc/cpuinfo": metal, clocks: "tsc hpet acpi_pm\n"}, contract.NotVirtual},
		{"a guest that says no more", map[string]string{"proc/cpuinfo": guest, clocks: "tsc\n"}, unknownKind},
		{"a small guest without firmware", map[string]string{"proc/cpuinfo": guest, clocks: "tsc kvm-clock acpi_pm\n"}, "KVM"},
		{"the firmware names the product", map[string]string{"proc/cpuinfo": guest, firmware + "product_name": "KVM\n", firmware + "sys_vendor": "QEMU\n"}, "KVM"},
		{"the firmware names the vendor", map[string]string{"proc/cpuinfo": guest, firmware + "product_name": "Standard PC\n", firmware + "sys_vendor": "QEMU\n"}, "QEMU"},
		{"VMware", map[string]string{"proc/cpuinfo": guest, firmware + "sys_vendor": "VMware, Inc.\n"}, "VMware"},
		{"VirtualBox", map[string]string{"proc/cpuinfo": guest, firmware + "bios_vendor": "innotek GmbH\n"}, "VirtualBox"},
		{"Hyper-V by its clocks", map[string]string{"proc/cpuinfo": guest, clocks: "hyperv_clocksource_tsc_page hyperv_clocksource_msr\n"}, "Hyper-V"},
		{"Xen", map[string]string{"proc/cpuinfo": guest, "sys/hypervisor/type": "xen\n", clocks: "xen tsc\n"}, "Xen"},
		{"a cloud", map[string]string{"proc/cpuinfo": guest, firmware + "sys_vendor": "Google\n", firmware + "product_name": "Google Compute Engine\n"}, "Google Compute Engine"},
		{"ARM without a word", map[string]string{"proc/cpuinfo": arm}, contract.UnknownVirtual},
		{"ARM with a device tree", map[string]string{"proc/cpuinfo": arm, "proc/device-tree/hypervisor/compatible": "linux,kvm\x00"}, "KVM"},
		{"ARM with a strange device tree", map[string]string{"proc/cpuinfo": arm, "proc/device-tree/hypervisor/compatible": "x\x00"}, unknownKind},
		{"ARM of Amazon's", map[string]string{"proc/cpuinfo": arm, firmware + "sys_vendor": "Amazon EC2\n", firmware + "product_name": "c7g.large\n"}, "Amazon EC2"},
		{"ARM of Amazon's without a hypervisor", map[string]string{"proc/cpuinfo": arm, firmware + "sys_vendor": "Amazon EC2\n", firmware + "product_name": "c7g.metal\n"}, contract.NotVirtual},
	} {
		if got := virtual(machine(test.files)); got != test.want {
			t.Errorf("%s: virtual() = %q, want %q", test.name, got, test.want)
		}
	}
}

func TestContainer(t *testing.T) {
	for _, test := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"none", map[string]string{"proc/1/cgroup": "0::/init.scope\n"}, ""},
		{"nothing that tells", map[string]string{}, ""},
		{"a file of Docker's", map[string]string{".dockerenv": "", "proc/1/cgroup": "0::/\n"}, "Docker"},
		{"a group of Docker's", map[string]string{"proc/1/cgroup": "0::/docker/0123\n"}, "Docker"},
		{"a scope of Docker's", map[string]string{"proc/1/cgroup": "0::/system.slice/docker-0123.scope\n"}, "Docker"},
		{"a pod", map[string]string{".dockerenv": "", "proc/1/cgroup": "0::/kubepods/burstable/pod1\n"}, "Kubernetes"},
		{"a pod's slice", map[string]string{"proc/1/cgroup": "0::/kubepods.slice/pod1\n"}, "Kubernetes"},
		{"Podman", map[string]string{"run/.containerenv": "engine=podman\n"}, "Podman"},
		{"LXC", map[string]string{"proc/1/cgroup": "1:name=systemd:/lxc.payload.a/init.scope\n"}, "LXC"},
		{"systemd's", map[string]string{"run/systemd/container": "oci\n"}, unknownKind},
	} {
		if got := container(machine(test.files)); got != test.want {
			t.Errorf("%s: container() = %q, want %q", test.name, got, test.want)
		}
	}
}

func TestHostOfATree(t *testing.T) {
	const cpus = "sys/devices/system/cpu/"
	for _, test := range []struct {
		name  string
		files map[string]string
		want  Host
	}{
		{"a guest that halts", map[string]string{"proc/cpuinfo": guest + guest, cpus + "cpuidle/current_driver": "none\n", cpus + "cpuidle/current_governor_ro": "menu\n"},
			Host{CPU: "A CPU", CPUs: 2, Virtual: unknownKind, IdleDriver: "none", IdleGovernor: "menu"}},
		{"a machine of its own", map[string]string{
			"proc/cpuinfo": metal, cpus + "cpuidle/current_driver": "intel_idle\n", cpus + "cpuidle/current_governor": "menu\n", cpus + "cpuidle/current_governor_ro": "old\n",
			cpus + "cpu0/cpufreq/scaling_governor": "powersave\n", cpus + "cpu1/cpufreq/scaling_governor": "performance\n", cpus + "cpu10/cpufreq/scaling_governor": "powersave\n",
		}, Host{CPU: "A CPU", CPUs: 1, Virtual: contract.NotVirtual, IdleDriver: "intel_idle", IdleGovernor: "menu", FrequencyGovernor: "performance, powersave"}},
		{"one that says nothing", map[string]string{"proc/cpuinfo": arm}, Host{CPUs: 1, Virtual: contract.UnknownVirtual}},
	} {
		var got Host
		if err := got.read(machine(test.files)); err != nil || !cmp.Equal(got, test.want) {
			t.Errorf("%s: read %+v, %v, want %+v", test.name, got, err, test.want)
		}
	}
	if err := new(Host).read(machine(nil)); err == nil {
		t.Error("a tree without proc/cpuinfo was read, want an error")
	}
}
