package change

// The tables of this file are completed by internal/tools/newrelease, from the CRDs of the release that it adds. What says more about a
// field belongs in the table of its kind.

// newRules are the rules of fields whose effect was not known when their release was added.
var newRules = []Rule{}

// newLists are the lists whose items have other keys than a name, and the lists whose order does not matter.
var newLists = []row[listRule]{}

// newDefaults are the defaults of fields.
var newDefaults = []row[defaultOf]{}

// newReadings are the fields with a duration or a quantity.
var newReadings = []row[reading]{}
