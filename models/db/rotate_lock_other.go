//go:build !unix

package db

import "os"

// claimFile lets one process at a time do something. Where no claim is given back by itself, one that a
// killed process left has to be removed by hand.
func claimFile(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	return func() { _ = f.Close(); _ = os.Remove(path) }, nil
}
