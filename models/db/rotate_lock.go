//go:build unix

package db

import (
	"os"
	"syscall"
)

// claimFile lets one process at a time do something; a killed one leaves no claim behind.
func claimFile(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // #nosec G304 -- beside the secret file, which the operator names
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		_ = f.Close()
		return nil, err
	}
	return func() { _ = f.Close() }, nil // closing gives the claim back
}
