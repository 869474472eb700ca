package cli

import (
	"fmt"

	"github.com/spf13/pflag"
)

// nameValue sets the name of a flag's value in help, such as HOST[:PORT]. By default, pflag takes the name from a word in backquotes in
// the usage text.
func nameValue(f *pflag.FlagSet, flag, name string) {
	of := f.Lookup(flag)
	if items, ok := of.Value.(pflag.SliceValue); ok {
		of.Value, of.DefValue = namedItems{namedValue{of.Value, name}, items}, ""
		return
	}
	of.Value = namedValue{of.Value, name}
}

// A once is the value of a flag that must not be set to two different values. A plain string flag would use the last value without a
// message.
type once struct {
	value *string
	given bool
}

func (o *once) String() string {
	if o.value == nil {
		return ""
	}
	return *o.value
}

func (*once) Type() string { return "string" }

func (o *once) Set(value string) error {
	if o.given && value != *o.value {
		return fmt.Errorf("already set to %q", *o.value)
	}
	*o.value, o.given = value, true
	return nil
}

type namedValue struct {
	pflag.Value
	name string
}

func (n namedValue) Type() string { return n.name }

// namedItems is the value of a repeatable flag, with a name for help and completion.
type namedItems struct {
	namedValue
	pflag.SliceValue
}
