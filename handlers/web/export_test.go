package web

import (
	"context"

	"github.com/gin-gonic/gin"

	"maiam/models/db"
)

// What the fuzz tests reach of the inside: how a request becomes an input, and how its head is read.
var (
	TakesGzip   = takesGzip
	ParseMoment = parseMoment
	Short       = short
)

// BindIn reads a request as a door of the house would.
func BindIn[In any](h *db.House, c *gin.Context, limit int64) (In, error) {
	call := &Call{C: c, ctx: context.Background(), desk: &Desk{Config: Config{House: h}}}
	b, err := bind[In](call, limit)
	if err != nil {
		var none In
		return none, err
	}
	return b.In, nil
}

// Along lays a path along the pattern of a door.
var Along = along
