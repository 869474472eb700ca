package change

// newRules are the rules of fields whose effect was not known when their release was added. internal/tools/newrelease adds them. A rule
// that says more about a field belongs in the table of its kind.
var newRules = []Rule{}
