package crd

import "strings"

// formats contains the formats of texts that an API server checks. The value states whether package schema also checks the format.
var formats = map[string]bool{
	"ipv4": true, "ipv6": true, "cidr": true, "mac": true, "uri": true, "date": true, "datetime": true, "password": true,
	"uuid": true, "uuid3": true, "uuid4": true, "uuid5": true, "byte": true, "hostname": true, "duration": true, "bsonobjectid": true,
	"ssn": true, "hexcolor": true, "rgbcolor": true,
	"email": false, "isbn": false, "isbn10": false, "isbn13": false, "creditcard": false, "k8sshortname": false, "k8slongname": false,
}

// isAsserted reports whether an API server checks a format.
func isAsserted(format string) bool {
	_, is := formats[strings.ReplaceAll(format, "-", "")]
	return is
}

// acceptsList reports whether an API server accepts a list for a field of type string. It does so if it checks the format of the string
// (kube-openapi, pkg/validation/validate/type.go).
func (f *Field) acceptsList() bool { return f.Type == "string" && isAsserted(f.Format) && !f.described }

// checked reports whether package schema checks the values in a manifest against a format. It returns true for password, because this
// format has no constraints.
func checked(format string) bool { return formats[strings.ReplaceAll(format, "-", "")] }
