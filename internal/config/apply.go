package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/pflag"
	"github.com/spf13/viper"
)

// apply sets the flags that are not on the command line to the values of environment variables and of the file. Its errors are about
// variables, because decode has already checked the values of the file.
func (o LoadOptions) apply(v *viper.Viper) error {
	var failed error
	o.visit(func(f *pflag.Flag) {
		if f.Changed || !v.InConfig(f.Name) || failed != nil {
			return
		}
		if err := set(f.Value, v.Get(f.Name)); err != nil {
			failed = fmt.Errorf("%s: %q is not valid for --%s: %w", variable(f.Name), v.GetString(f.Name), f.Name, reason(err))
		}
	})
	return failed
}

// reason returns an error of package strconv without the name of the function.
func reason(err error) error {
	if ne, ok := errors.AsType[*strconv.NumError](err); ok {
		return ne.Err
	}
	return err
}

// set sets a flag to a value. A list replaces the flag's values, unlike pflag's Set, which would append to them.
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

// list returns the items of a comma-separated string, or the items of a list, which are not split again. It returns nil for a value of
// another type.
func list(value any) []string {
	switch value := value.(type) {
	case string:
		return split(value)
	case []string:
		var all []string
		for _, v := range value {
			all = append(all, strings.TrimSpace(v))
		}
		return all
	}
	return nil
}

// split splits a text at commas. It keeps empty items, because a later check reports them.
func split(words string) []string {
	for parts := []string(nil); ; {
		part, rest, more := cutItem(words)
		if parts = append(parts, strings.TrimSpace(part)); !more {
			return parts
		}
		words = rest
	}
}

// cutItem returns the first item of a list with commas, and the rest of the list after the comma. Commas inside the braces of a glob, such as
// {a,b}, do not end an item. As in CSV, a whole item may be in double quotes, and commas inside them do not end it either.
func cutItem(list string) (item, rest string, more bool) {
	if quoted, isQuoted := strings.CutPrefix(strings.TrimSpace(list), `"`); isQuoted {
		item, rest, isQuoted = strings.Cut(quoted, `"`)
		after, rest, more := strings.Cut(rest, ",")
		if isQuoted && strings.TrimSpace(after) == "" {
			return item, rest, more
		}
	}
	depth := 0
	for i := range len(list) {
		switch list[i] {
		case '{':
			depth++
		case '}':
			depth = max(depth-1, 0)
		case ',':
			if depth == 0 {
				return list[:i], list[i+1:], true
			}
		}
	}
	return list, "", false
}
