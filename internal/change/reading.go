package change

import (
	"encoding/base64"
	"math/big"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A reading converts a scalar to the value that a program reads from it. A reading returns the scalar itself if the scalar does not have
// the expected form.
type reading func(any) any

// Readings return these types, so that a value of one type of field is never equal to a scalar of another type.
type (
	hostName string
	amount   string // a quantity as a fraction
	secret   string // a decoded value of a Secret
	address  string // the scheme, host and port of an endpoint
	word     string // a text that is compared without case
	flag     bool   // a boolean that is written as text
)

func readDuration(v any) any {
	if text, ok := v.(string); ok {
		if d, err := time.ParseDuration(text); err == nil {
			return d
		}
	}
	return v
}

// readHost reads a host name, whose case is ignored, or an IP address. A URI is returned unchanged, because its case matters.
func readHost(v any) any {
	text, ok := v.(string)
	if !ok {
		return v
	}
	if ip, err := netip.ParseAddr(text); err == nil {
		return ip
	}
	if strings.Contains(text, "://") {
		return text
	}
	return hostName(strings.ToLower(text))
}

// readBool reads the value of an annotation as Go's strconv.ParseBool does.
func readBool(v any) any {
	text, ok := v.(string)
	if !ok {
		return v
	}
	if is, err := strconv.ParseBool(text); err == nil {
		return flag(is)
	}
	return text
}

// readWord reads the name of a header, whose case is ignored.
func readWord(v any) any {
	if text, ok := v.(string); ok {
		return word(strings.ToLower(text))
	}
	return v
}

// readAddress reads the parts of an endpoint's URL that kgateway uses: the scheme, the host and the port. Their case is ignored.
func readAddress(v any) any {
	text, ok := v.(string)
	if !ok {
		return v
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return v
	}
	return address(strings.ToLower(u.Scheme + "://" + u.Host))
}

func readSecret(v any) any {
	if text, ok := v.(string); ok {
		if data, err := base64.StdEncoding.DecodeString(text); err == nil {
			return secret(data)
		}
	}
	return v
}

// suffixes are the units of quantities.
var suffixes = map[string]*big.Rat{
	"m": big.NewRat(1, 1000), "": big.NewRat(1, 1), "k": decimal(1), "M": decimal(2), "G": decimal(3), "T": decimal(4),
	"Ki": binary(1), "Mi": binary(2), "Gi": binary(3), "Ti": binary(4),
}

func decimal(n int64) *big.Rat { return power(1000, n) }
func binary(n int64) *big.Rat  { return power(1024, n) }
func power(base, n int64) *big.Rat {
	return new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(base), big.NewInt(n), nil))
}

// mostDigits is the maximum length of the number in a quantity. Without a limit, a long number could need any amount of memory.
const mostDigits = 32

// readQuantity reads a number with or without a unit.
func readQuantity(v any) any {
	text := plain(v)
	number := strings.TrimRight(text, "mkKMGTi")
	unit, ok := suffixes[text[len(number):]]
	if !ok || len(number) > mostDigits || strings.ContainsAny(number, "eE/_xX") {
		return v
	}
	n, ok := new(big.Rat).SetString(number)
	if !ok {
		return v
	}
	return amount(n.Mul(n, unit).RatString())
}
