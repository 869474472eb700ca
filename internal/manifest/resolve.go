package manifest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
)

// words are the plain scalars that the API server's parser (YAML 1.1) does not read as strings, with their values. Parsers of YAML 1.2 read
// some of them as strings.
var words = map[string]any{
	"": nil, "~": nil, "null": nil, "Null": nil, "NULL": nil,
	"y": true, "Y": true, "yes": true, "Yes": true, "YES": true,
	"true": true, "True": true, "TRUE": true, "on": true, "On": true, "ON": true,
	"n": false, "N": false, "no": false, "No": false, "NO": false,
	"false": false, "False": false, "FALSE": false, "off": false, "Off": false, "OFF": false,
	".nan": math.NaN(), ".NaN": math.NaN(), ".NAN": math.NaN(),
	".inf": math.Inf(1), ".Inf": math.Inf(1), ".INF": math.Inf(1),
	"+.inf": math.Inf(1), "+.Inf": math.Inf(1), "+.INF": math.Inf(1),
	"-.inf": math.Inf(-1), "-.Inf": math.Inf(-1), "-.INF": math.Inf(-1),
}

// mayBeWord is a fast test before a search in words. If it returns false, the text is not in words.
func mayBeWord(text string) bool {
	return len(text) <= len("false") && (text == "" || strings.IndexByte("~nNyYtToOfF.+-", text[0]) >= 0)
}

// resolve returns the API server's value of a scalar without an explicit tag: nil, bool, int64, uint64, float64 or string. It tries the
// types in the same order as the parser of sigs.k8s.io/yaml.
func resolve(text string) any {
	if mayBeWord(text) {
		if v, ok := words[text]; ok {
			return v
		}
	}
	switch c := text[0]; {
	case c == '.':
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			return f
		}
	case c == '+' || c == '-' || '0' <= c && c <= '9':
		if !isTimestamp(text) {
			return resolveNumber(text)
		}
	}
	return text
}

// IsPlain reports whether a string can be written without quotes and is still read as that string.
func IsPlain(s string) bool {
	if v, ok := resolve(s).(string); !ok || v != s || s != strings.TrimSpace(s) {
		return false
	}
	return !strings.ContainsAny(s[:1], "!&*-?|>@`%\"'#,[]{}:=<") && !strings.Contains(s, ": ") && !strings.Contains(s, " #") &&
		!strings.HasSuffix(s, ":") && IsPrintable(s)
}

// IsPrintable reports whether all characters of a string are visible or spaces. Other strings need escapes.
func IsPrintable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}

// ResolvesTo reports whether a text without quotes is of one of the given JSON types.
func ResolvesTo(text string, types []string) bool {
	v, finite := jsonNumber(resolve(text))
	switch v.(type) {
	case bool:
		return slices.Contains(types, "boolean")
	case int64:
		return slices.Contains(types, "integer") || slices.Contains(types, "number")
	case float64:
		return finite && slices.Contains(types, "number")
	}
	return false
}

// styleFloat matches the float syntax of the parser. It compiles on first use, because most manifests have only integers.
var styleFloat = lazyRegexp(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)

func resolveNumber(text string) any {
	plain := strings.ReplaceAll(text, "_", "")
	if i, err := strconv.ParseInt(plain, 0, 64); err == nil {
		return i
	}
	if u, err := strconv.ParseUint(plain, 0, 64); err == nil {
		return u
	}
	if styleFloat().MatchString(plain) {
		if f, err := strconv.ParseFloat(plain, 64); err == nil {
			return f
		}
	}
	// ParseInt with base 0 reads 0b101 and -0b101. The API server's parser also accepts a sign after 0b.
	if rest, ok := strings.CutPrefix(plain, "0b"); ok {
		if i, err := strconv.ParseInt(rest, 2, 64); err == nil {
			return i
		}
	}
	if rest, ok := strings.CutPrefix(plain, "-0b"); ok {
		if i, err := strconv.ParseInt("-"+rest, 2, 64); err == nil {
			return i
		}
	}
	return text
}

// timestamps are the layouts that the parser accepts as a time. A time stays a string, but is never tried as a number.
var timestamps = []string{"2006-1-2T15:4:5.999999999Z07:00", "2006-1-2t15:4:5.999999999Z07:00", "2006-1-2 15:4:5.999999999", "2006-1-2"}

func isTimestamp(text string) bool {
	if len(text) < 6 || strings.IndexByte(text, '-') != 4 {
		return false
	}
	for _, layout := range timestamps {
		if _, err := time.Parse(layout, text); err == nil {
			return true
		}
	}
	return false
}

// resolveTagged returns the value of a scalar with an explicit tag. It returns an error if the text is not of the type of the tag.
// Application tags, such as !Ref, give a string.
func resolveTagged(tag, text string) (any, error) {
	switch tag {
	case "!!binary":
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, fmt.Errorf("%q is not valid base64, which the tag !!binary requires", text)
		}
		return string([]rune(string(data))), nil // in JSON, each invalid byte becomes U+FFFD
	case "!!bool", "!!int", "!!float", "!!null", "!!timestamp":
		return resolveAs(tag, text)
	default:
		return text, nil
	}
}

func resolveAs(tag, text string) (any, error) {
	v := resolve(text)
	got := typeTag(v, text)
	switch {
	case got == tag && tag == "!!timestamp":
		return text, nil
	case got == tag:
		return v, nil
	case tag == "!!float" && got == "!!int":
		if i, ok := v.(int64); ok {
			return float64(i), nil
		}
	}
	return nil, fmt.Errorf("%q is not a value for the tag %s", text, tag)
}

func typeTag(v any, text string) string {
	switch v.(type) {
	case nil:
		return "!!null"
	case bool:
		return "!!bool"
	case int64, uint64:
		return "!!int"
	case float64:
		return "!!float"
	}
	if isTimestamp(text) {
		return "!!timestamp"
	}
	return "!!str"
}

// jsonNumber returns a number after its conversion through JSON: 1e3 becomes the integer 1000, and an integer beyond the range of int64
// becomes a float. ok is false for NaN and the infinities, which JSON cannot represent.
func jsonNumber(v any) (_ any, ok bool) {
	switch v := v.(type) {
	case uint64:
		return float64(v), true
	case float64:
		text, err := json.Marshal(v)
		if err != nil {
			return nil, false
		}
		if i, err := strconv.ParseInt(string(text), 10, 64); err == nil {
			return i, true
		}
	}
	return v, true
}

// keyString returns a resolved key as a key of a JSON object. It returns false for null and for integers beyond the range of int64, which
// cannot be keys.
func keyString(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return floatKey(v), true
	}
	return "", false
}

// floatKey returns a number as a key of a JSON object, with the precision of a 32-bit float, as sigs.k8s.io/yaml does.
func floatKey(f float64) string {
	switch {
	case math.IsNaN(f):
		return ".nan"
	case math.IsInf(f, 1):
		return ".inf"
	case math.IsInf(f, -1):
		return "-.inf"
	}
	return strconv.FormatFloat(f, 'g', -1, 32)
}

func lazyRegexp(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
