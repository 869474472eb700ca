package policies

import (
	"fmt"
	"strings"
	"time"
)

// DurationText returns a duration as the Gateway API writes it, in hours, minutes, seconds and milliseconds, such as 1m30s. It returns ""
// if the duration cannot be written in this way.
func DurationText(d time.Duration) string {
	if d < 0 || d%time.Millisecond != 0 || d > 99999*time.Hour {
		return ""
	}
	if d == 0 {
		return "0s"
	}
	var b strings.Builder
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{time.Hour, "h"}, {time.Minute, "m"}, {time.Second, "s"}, {time.Millisecond, "ms"}} {
		if n := d / unit.size; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, unit.name)
			d -= n * unit.size
		}
	}
	return b.String()
}
