package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

// apply gives the flags that are not on the command line the values of the environment and the file. Those of the file fit:
// they have been checked.
func (o LoadOptions) apply(v *viper.Viper) error {
	var failed error
	o.visit(func(f *pflag.Flag) {
		if f.Changed || !v.InConfig(f.Name) || failed != nil {
			return
		}
		if err := set(f.Value, v.Get(f.Name)); err != nil {
			failed = fmt.Errorf("%s: %q does not fit --%s: %w", variable(f.Name), v.GetString(f.Name), f.Name, reason(err))
		}
	})
	return failed
}

// reason strips the name of the function that package strconv puts before.
func reason(err error) error {
	if ne, ok := errors.AsType[*strconv.NumError](err); ok {
		return ne.Err
	}
	return err
}

// set gives a flag a value. A list replaces the flag's own, where Set would add to it.
func set(flag pflag.Value, value any) error {
	if s, ok := flag.(pflag.SliceValue); ok {
		return s.Replace(list(value))
	}
	switch value := value.(type) {
	case []string:
		return flag.Set(strings.Join(value, ","))
	case bool:
		return flag.Set(strconv.FormatBool(value))
	}
	return flag.Set(fmt.Sprint(value))
}

// list reads one value or several, each of which may be several with commas between.
func list(value any) []string {
	switch value := value.(type) {
	case string:
		return split(value)
	case []string:
		var all []string
		for _, v := range value {
			all = append(all, split(v)...)
		}
		return all
	}
	return nil
}

// split splits at commas, but not at those of a glob's {a,b}. An empty part is kept for a check to find.
func split(words string) []string {
	var parts []string
	start, depth := 0, 0
	for i := range len(words) {
		switch words[i] {
		case '{':
			depth++
		case '}':
			depth = max(depth-1, 0)
		case ',':
			if depth == 0 {
				parts, start = append(parts, strings.TrimSpace(words[start:i])), i+1
			}
		}
	}
	return append(parts, strings.TrimSpace(words[start:]))
}
