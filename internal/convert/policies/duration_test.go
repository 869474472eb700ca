package policies

import (
	"testing"
	"time"

	"github.com/backendctl/backendctl/internal/mapping"
)

func TestDurationText(t *testing.T) {
	for _, c := range []struct {
		d    time.Duration
		want string
	}{
		{0, "0s"},
		{500 * time.Millisecond, "500ms"},
		{time.Hour + 2*time.Second + 3*time.Millisecond, "1h2s3ms"},
		{90 * time.Minute, "1h30m"},
		{99999 * time.Hour, "99999h"},
		{100000 * time.Hour, ""}, // more digits than the Gateway API accepts
		{time.Microsecond, ""},
		{-time.Second, ""},
	} {
		got := DurationText(c.d)
		if got != c.want {
			t.Errorf("DurationText(%s) is %q, want %q", c.d, got, c.want)
		}
		if got != "" && !mapping.IsGatewayDuration(got) {
			t.Errorf("%q is not a valid duration of the Gateway API", got)
		}
	}
}
