package exchange

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"maiam/handlers/web"
)

// spec answers the OpenAPI document.
func spec(d *web.Desk) gin.HandlerFunc {
	return func(c *gin.Context) {
		text, err := d.OpenAPI()
		if err != nil {
			c.Status(http.StatusInternalServerError)
			return
		}
		c.Data(http.StatusOK, "application/json", text)
	}
}
