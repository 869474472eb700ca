package tls

import (
	"slices"
	"strings"
)

// tlsVersions are the values of minVersion and maxVersion that are versions, the oldest first. The other value is AUTO.
var tlsVersions = []string{"1.0", "1.1", "1.2", "1.3"}

// ecdhCurves are the curves that BoringSSL supports in all Envoy releases that kgateway uses. Each curve is followed by its other name.
var ecdhCurves = []string{
	"X25519", "x25519", "P-256", "prime256v1", "P-384", "secp384r1", "P-521", "secp521r1", "P-224", "secp224r1",
}

// isUnknownCurve reports whether BoringSSL has no curve with a name. Post-quantum groups are not checked, because they change with Envoy's
// releases.
func isUnknownCurve(name string) bool {
	folded := strings.ToLower(name)
	isPostQuantum := slices.ContainsFunc([]string{"kem", "kyber", "cecpq"}, func(part string) bool { return strings.Contains(folded, part) })
	return name != "" && !isPostQuantum && !slices.Contains(ecdhCurves, name)
}

// cipherSuites are the OpenSSL names of the cipher suites of BoringSSL. BoringSSL accepts the suites of TLS 1.3, but ignores them.
var cipherSuites = []string{
	"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305",
	"ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-RSA-CHACHA20-POLY1305",
	"ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES128-SHA", "ECDHE-RSA-AES256-SHA",
	"ECDHE-RSA-AES128-SHA256", "ECDHE-RSA-AES256-SHA384",
	"ECDHE-PSK-AES128-CBC-SHA", "ECDHE-PSK-AES256-CBC-SHA", "ECDHE-PSK-CHACHA20-POLY1305", "PSK-AES128-CBC-SHA", "PSK-AES256-CBC-SHA",
	"AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA", "AES256-SHA", "AES128-SHA256", "DES-CBC3-SHA", "NULL-SHA",
}

// standardSuites are the IANA names of the suites in the variable cipherSuites, and of the suites of TLS 1.3.
var standardSuites = []string{
	"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
	"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
	"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
	"TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384",
	"TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA", "TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA", "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256",
	"TLS_PSK_WITH_AES_128_CBC_SHA", "TLS_PSK_WITH_AES_256_CBC_SHA", "TLS_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_256_GCM_SHA384",
	"TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_256_CBC_SHA", "TLS_RSA_WITH_AES_128_CBC_SHA256", "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
	"TLS_RSA_WITH_NULL_SHA", "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
}

// unknownSuites returns the cipher suites that BoringSSL does not have, from an entry of the field cipherSuites of a policy. An entry may
// contain several names with operators between them. An entry with @, = or a space is not checked, because it contains commands. Only names
// that contain a hyphen or an underscore are checked, because other names, such as HIGH, are aliases for many suites.
func unknownSuites(entry string) []string {
	if strings.ContainsAny(entry, "@= ") {
		return nil
	}
	var out []string
	for name := range strings.FieldsFuncSeq(entry, func(r rune) bool { return strings.ContainsRune(":+![|]", r) }) {
		name = strings.TrimPrefix(name, "-")
		isSuite := strings.ContainsAny(name, "-_")
		if isSuite && !slices.Contains(cipherSuites, name) && !slices.Contains(standardSuites, name) {
			out = append(out, name)
		}
	}
	return out
}
