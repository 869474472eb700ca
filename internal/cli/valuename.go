package cli

import "github.com/spf13/pflag"

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
