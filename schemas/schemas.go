// Package schemas holds the schemas that manifests are judged by, one JSON Schema 2020-12 document a target.
//
// catalog.json is the Backend schema of the API catalog. kgateway-2.X.json says of a manifest what a Kubernetes API
// server with the Backend CRD of that kgateway release says of a strict create, nulls and defaults included; each names
// the CRD that it was generated from under x-provenance. They are written by internal/tools/schemagen: change its
// tables, not these files.
//
// Any JSON Schema validator can use the files. Beyond the standard keywords there are two that constrain:
//
//   - "uniqueBy": ["name"] on an array of objects: no two items have the same values under these keys; a missing value
//     and null count as the default of the key, or else the empty text.
//   - "maxTotalSize": N on an object of texts: all its keys and values together take at most N bytes of UTF-8.
//
// The schema that "backendctl schema crd:FILE" prints of a CRD may have further ones:
//
//   - "minSet", "maxSet": N on an object: so many of its fields are there and not null ("x-kubernetes-nullable" fields may be).
//   - "stringFormat": a format that the API server asserts.
//   - "x-rule": the message of a rule that the schema beside it says, "x-cel" the rule. "x-unjudged-rules" lists those that no schema says.
//
// and annotations, which do not constrain:
//
//   - x-expected: a right value in a few words, to complete "…, expected …".
//   - x-required-because: why a field is required that looks optional.
//   - x-since, x-until: the first and the last release with the field. A field without them is as old as its parent.
//   - x-described-by: the definition that says what is in a field that is not checked.
//   - x-kubernetes-list-type, x-kubernetes-map-type: as in the CRD.
//   - x-provenance: where the schema comes from.
//
// What the CRDs say in CEL is said in these forms, where "set" means there and not null:
//
//   - exactly one of: oneOf, a branch for each member that wants it set, and one for null where the object may be null.
//   - at least one of: anyOf, likewise. At most one of two: not both of them set.
//   - a type goes with a member: allOf, an if on the value of type, a then that wants the member set, and, where other
//     types forbid it, an else that wants it null.
//   - a field needs another: allOf, an if on the one being set, a then on the other, or on anyOf several.
package schemas

import "embed"

// FS holds the schemas, named ID.json.
//
//go:embed *.json
var FS embed.FS
