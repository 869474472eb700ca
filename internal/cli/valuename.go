package cli

import (
	"fmt"

	"github.com/spf13/pflag"
)

// nameValue says in help what stands for the value of a flag: HOST[:PORT]. pflag takes it from words of the usage text
// otherwise, which reads well only where the text has such a word.
func nameValue(f *pflag.FlagSet, flag, name string) {
	of := f.Lookup(flag)
	if items, ok := of.Value.(pflag.SliceValue); ok {
		of.Value, of.DefValue = namedItems{named{of.Value, name}, items}, ""
		return
	}
	of.Value = named{of.Value, name}
}

// A once is the value of a flag that makes no sense twice, where a plain string would take the last one in silence.
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

type named struct {
	pflag.Value
	name string
}

func (n named) Type() string { return n.name }

// namedItems are values of a flag that may be repeated, which completion asks about.
type namedItems struct {
	named
	pflag.SliceValue
}
