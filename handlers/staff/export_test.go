package staff

import "net/url"

// What the fuzz test reaches of the inside: the names of the cookies, and what travels sealed in pages.

// CookieNames are those of a session and of a shared device.
func (s *Sessions) CookieNames() (session, device string) { return s.scs.Cookie.Name, s.station }

// Sealed gives a form that waits for its writer, and a ticket for the code of the phone.
func (s *Sessions) Sealed(member uint64) (form, pass string) {
	return s.seal(held{Path: "/me", Values: url.Values{"a": {"b"}}}, member), s.sealTicket(ticket{Username: "nurse", Member: member, At: s.house.Now()})
}

// Opens tells whether a text is taken for such a form or such a ticket.
func (s *Sessions) Opens(text string, member uint64) (form, pass bool) {
	_, form = s.unseal(text, member)
	_, pass = s.openTicket(text)
	return form, pass
}
