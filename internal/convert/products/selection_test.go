package products

import "testing"

// TestTakesPort checks whether a reference with a port, or without one, leads to the Backend of a portion.
func TestTakesPort(t *testing.T) {
	web := Portion{Port: int64(80), portName: "web", several: true}
	only := Portion{Port: int64(80), portName: "web"}
	for _, c := range []struct {
		name    string
		portion Portion
		port    any
		want    bool
	}{
		{"the portion's port number", web, int64(80), true},
		{"the portion's port name", web, "web", true},
		{"another number", web, int64(81), false},
		{"another name", only, "admin", false},
		{"no port, one Backend", only, nil, true},
		{"no port, several Backends", web, nil, false},
		{"a Backend without a port", Portion{}, int64(80), true},
		{"several Backends without ports", Portion{several: true}, int64(80), false},
	} {
		if got := c.portion.TakesPort(c.port); got != c.want {
			t.Errorf("%s: TakesPort returns %t, want %t", c.name, got, c.want)
		}
	}
}
