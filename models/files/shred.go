package files

import "time"

// Shred takes contents out of the store at once, which the night would collect a day later: of a file
// that was erased. Named tells which of some checksums have a row. Whoever sends in the same content
// meanwhile finds it again or writes it anew: it is moved aside first and looked at once more. What was
// written within the last minutes may be somebody's upload whose row is not there yet; it is left to the
// night, and Shred tells how many were.
func (s *Store) Shred(now time.Time, sums []string, named func(sums []string) (map[string]bool, error)) (left int, err error) {
	for _, sum := range sums {
		if !sumForm.MatchString(sum) {
			continue
		}
		info, err := s.root.Stat(place(sum))
		if err == nil && info.ModTime().After(now.Add(-fresh)) && !info.ModTime().After(now.Add(Grace)) {
			left++
			continue
		}
		if err == nil {
			err = s.root.Rename(place(sum), aside(sum))
		}
		if gone(err) != nil {
			return left, err
		}
		if _, err := s.root.Stat(aside(sum)); err != nil {
			if gone(err) != nil {
				return left, err
			}
			continue
		}
		known, err := named([]string{sum})
		if err != nil {
			return left, err
		}
		if known[sum] {
			err = gone(s.root.Rename(aside(sum), place(sum)))
		} else {
			err = gone(s.root.Remove(aside(sum)))
		}
		if err != nil {
			return left, err
		}
	}
	return left, nil
}

// fresh is how long an upload lives at most before its row is written.
const fresh = 15 * time.Minute
