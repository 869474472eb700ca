package change

// The tool internal/tools/newrelease adds entries to the tables of this file, from the CRDs of the release that it adds. If more is known
// about the effect of a field, its rule belongs in the table of its kind.

// newRules are the rules for fields whose effect was not known when their release was added.
var newRules = []Rule{}

// newLists are the rules for lists whose items have other keys than a name, and for lists whose order does not matter.
var newLists = []row[listRule]{}

// newDefaults are the defaults of fields that the command newrelease added with a release.
var newDefaults = []row[defaultOf]{}

// newReadings are the readings of fields with a duration or a quantity.
var newReadings = []row[reading]{}
