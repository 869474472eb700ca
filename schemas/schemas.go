// Package schemas contains the schemas that manifests are checked against: one JSON Schema 2020-12 document for each target.
//
// catalog.json is the Backend schema of the API catalog. kgateway-2.X.json accepts and rejects the same manifests as a Kubernetes API
// server that has the Backend CRD of that kgateway release and gets a create request with strict field validation; this includes nulls
// and defaults. x-provenance in such a file names the CRD that it was generated from. The command internal/tools/schemagen writes the
// kgateway-2.X.json files: change its tables, not these files.
//
// Any JSON Schema validator can use the files. Besides the standard keywords, they use two that constrain values:
//
//   - "uniqueBy": ["name"] on an array of objects: no two items have the same values of these keys. If a key is missing or null, its
//     default is compared, or the empty string if it has no default.
//   - "maxTotalSize": N on an object of strings: all its keys and values together take at most N bytes in UTF-8.
//
// "backendctl schema crd:FILE" prints the schema for a CRD. It may use these keywords too:
//
//   - "minSet", "maxSet": N on an object: at least or at most N of its fields are set, which means present and not null. A field with
//     "x-kubernetes-nullable" counts even if it is null.
//   - "stringFormat": a format that the API server checks.
//   - "x-cel", "x-rule": a rule in CEL that the schema next to it expresses, and the message of the rule. "x-unjudged-rules" lists the
//     rules that no schema expresses.
//
// The other keywords are annotations, which do not constrain values:
//
//   - x-expected: a valid value in a few words; it completes "…, expected …".
//   - x-required-because: why a field is required although it looks optional.
//   - x-since, x-until: the first and the last release with the field. A field without them exists in the same releases as its parent.
//   - x-described-by: the schema in $defs that describes the contents of a field that is not checked.
//   - x-kubernetes-list-type, x-kubernetes-map-type: as in the CRD.
//   - x-provenance: where the schema comes from.
//
// The schemas express CEL rules of the CRDs as follows. "Set" means present and not null.
//
//   - Exactly one of several members is set: oneOf, with a branch for each member that requires this member to be set, and one for null
//     if the object may be null.
//   - At least one member is set: anyOf, with the same branches. At most one of two is set: not, with both of them set.
//   - A value of type requires a member: allOf with an if on the value of type and a then that requires the member to be set. If other
//     types exclude the member, there is also an else that requires it to be null.
//   - A field requires another one: allOf with an if that the first is set, and a then that the second is set; for several, a then
//     with anyOf.
package schemas

import "embed"

// FS contains the schemas; the file of a target is named ID.json.
//
//go:embed *.json
var FS embed.FS
