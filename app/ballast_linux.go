package main

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// dropBallast gives back the parts of the program's own file that its start has read and that may
// never be read again: tables of the libraries, texts that were taken over, code that runs once. What
// is needed after all comes back from the file when it is touched. It tells how many parts it gave
// back; a system that refuses loses nothing.
func dropBallast() (parts int) {
	own, err := os.Executable()
	if err != nil {
		return 0
	}
	text, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		// address, rights, offset, device, inode, path: only what nobody can have changed
		field := strings.Fields(line)
		if len(field) != 6 || field[5] != own || strings.Contains(field[1], "w") {
			continue
		}
		first, after, _ := strings.Cut(field[0], "-")
		from, err := strconv.ParseUint(first, 16, 64)
		if err != nil {
			continue
		}
		to, err := strconv.ParseUint(after, 16, 64)
		if err != nil || to <= from {
			continue
		}
		if _, _, refused := syscall.Syscall(syscall.SYS_MADVISE, uintptr(from), uintptr(to-from), syscall.MADV_DONTNEED); refused == 0 {
			parts++
		}
	}
	return parts
}
