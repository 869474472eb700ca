package policies

import (
	"fmt"
	"strings"
	"time"
)

// DurationText returns a duration in hours, minutes, seconds and milliseconds, or "" if that is not possible.
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
