package scaffold

import (
	"fmt"
	"maps"
	"strings"
)

// A functionName has the parts of a Lambda function's name. Missing parts are "".
type functionName struct{ region, account, name, qualifier string }

// parseFunction parses a function name in one of the forms NAME, NAME:QUALIFIER, ACCOUNT:function:NAME[:QUALIFIER] and an ARN.
func parseFunction(text string) (functionName, error) {
	parts := strings.Split(text, ":")
	var f functionName
	if parts[0] == "arn" {
		if len(parts) < 7 || parts[2] != "lambda" || parts[5] != "function" {
			return f, fmt.Errorf("%q is not the ARN of a Lambda function: expected arn:aws:lambda:REGION:ACCOUNT:function:NAME", text)
		}
		if parts[1] != "aws" {
			return f, fmt.Errorf("%q is in partition %s: kgateway supports only partition aws", text, parts[1])
		}
		f.region = parts[3]
		parts = parts[4:]
	}
	if len(parts) > 2 && parts[1] == "function" {
		f.account = parts[0]
		parts = parts[2:]
	}
	switch len(parts) {
	case 1:
		f.name = parts[0]
	case 2:
		f.name, f.qualifier = parts[0], parts[1]
	}
	if f.name == "" {
		return f, fmt.Errorf("%q is not the name of a Lambda function: expected NAME, NAME:QUALIFIER or an ARN", text)
	}
	return f, nil
}

// splitFunction splits the ARN in --function, and sets --region, --account and --qualifier from it. If one of these flags has another
// value, that is an error.
func (d *draft) splitFunction() {
	given := d.given("function")
	if len(given) == 0 || !strings.Contains(given[0], ":") {
		return
	}
	f, err := parseFunction(given[0])
	if err != nil {
		d.fail("function", "%w", err)
		return
	}
	d.Values = maps.Clone(d.Values) // the caller owns the map
	d.Values["function"] = []string{f.name}
	for _, part := range []struct{ flag, value string }{{"region", f.region}, {"account", f.account}, {"qualifier", f.qualifier}} {
		flag, _ := d.Type.flag(part.flag)
		switch other := d.given(part.flag); {
		case part.value == "":
		case len(other) > 0 && other[0] != part.value:
			d.fail(part.flag, "%q does not match %q in --function", other[0], part.value)
		case !flag.In(d.Target):
			d.errs = append(d.errs, flag.absent(d.Target))
		default:
			d.Values[part.flag] = []string{part.value}
		}
	}
}
