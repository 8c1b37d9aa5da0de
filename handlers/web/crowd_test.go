package web_test

import (
	"net/http/httptest"
	"testing"

	"maiam/handlers/web"
)

// TestAddressBehindAProxy: whoever stands in front of the house on its own machine is believed, in what it
// added itself, and nobody else.
func TestAddressBehindAProxy(t *testing.T) {
	for _, c := range []struct {
		from, says, want string
	}{
		{"192.168.1.20:5000", "", "192.168.1.20"},
		{"192.168.1.20:5000", "10.0.0.9", "192.168.1.20"}, // nobody names somebody else
		{"127.0.0.1:5000", "", "127.0.0.1"},
		{"127.0.0.1:5000", "10.0.0.9", "10.0.0.9"},
		{"[::1]:5000", "10.0.0.9", "10.0.0.9"},
		{"127.0.0.1:5000", "1.2.3.4, 10.0.0.9", "10.0.0.9"}, // the first was sent by whoever came
		{"127.0.0.1:5000", "::ffff:10.0.0.9", "10.0.0.9"},
		{"127.0.0.1:5000", "fe80::1%eth0", "fe80::1"},
		{"127.0.0.1:5000", "10.0.0.9, nonsense", "127.0.0.1"},
		{"127.0.0.1:5000", ",", "127.0.0.1"},
		{"@", "10.0.0.9", "@"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.from
		if c.says != "" {
			r.Header.Set("X-Forwarded-For", c.says)
		}
		if got := web.Address(r); got != c.want {
			t.Errorf("%s saying %q is %s, not %s", c.from, c.says, got, c.want)
		}
	}
}
