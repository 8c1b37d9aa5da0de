// Package intake is the door of the house: how a whole list of people comes in
// from the spreadsheet a centre has kept until now. It reads such a list as a
// person would, says beside each row what it doubts, and then enters the
// people with their stays and beds, all of them or none.
package intake
