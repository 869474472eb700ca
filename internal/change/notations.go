package change

import "math/big"

// A notation is one of several fields for the same setting. At most one of these fields is set.
type notation struct {
	setting string // the key of the field that gives the setting its name
	// read returns the effective value in a form that is the same for all notations, or nil if the value does not have the expected form.
	read func(*Value) any
}

// notations contains the fields that are notations of one setting.
var notations = newTable(
	[]row[notation]{
		{"*Route", "requestMirror.percent", notation{"percent", percentShare}},
		{"*Route", "requestMirror.fraction", notation{"percent", fractionShare}},
	},
)

// A share is a part of the requests, as a fraction of integers.
type share string

func shareOf(numerator, denominator int64) any {
	if denominator == 0 {
		return nil
	}
	return share(big.NewRat(numerator, denominator).RatString())
}

func percentShare(v *Value) any {
	if n, ok := v.integer(); ok {
		return shareOf(n, 100)
	}
	return nil
}

func fractionShare(v *Value) any {
	numerator, hasNumerator := v.read("numerator").integer()
	denominator, hasDenominator := v.read("denominator").integer()
	if !hasNumerator || !hasDenominator {
		return nil
	}
	return shareOf(numerator, denominator)
}

// integer returns the value of an integer, and false if v is nil or not an integer.
func (v *Value) integer() (int64, bool) {
	if v == nil {
		return 0, false
	}
	n, ok := v.Scalar.(int64)
	return n, ok
}
