package generator

import "debug/buildinfo"

// Version returns the module version that the program at path was built from.
func Version(path string) string {
	info, err := buildinfo.ReadFile(path)
	if err != nil || info.Main.Version == "" {
		return "unknown"
	}
	return info.Main.Version
}
