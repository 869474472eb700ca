package terminal

import "testing"

func TestTable(t *testing.T) {
	long := Table{
		{"NAME", "ADDS", "DROPS"},
		{"a", "one word, another word and a third word", "-"},
		{"bcd", "-", "this column has many words, too"},
	}
	short := Table{{"NAME", "FINDS"}, {"a", "one word, another word and a third word"}, {"é", ""}}
	for _, test := range []struct {
		table Table
		width int
		want  string
	}{
		{short, 0, "NAME  FINDS\na     one word, another word and a third word\né\n"},
		{short, 45, "NAME  FINDS\na     one word, another word and a third word\né\n"},
		{short, 40, "NAME  FINDS\na     one word, another word and a third\n      word\né\n"},
		{short, 30, "NAME\n    FINDS\na\n    one word, another word and\n    a third word\né\n"},
		{long, 90, "NAME  ADDS                                     DROPS\n" +
			"a     one word, another word and a third word  -\nbcd   -                                        this column has many words, too\n"},
		{long, 60, "NAME\na\n    adds: one word, another word and a third word\nbcd\n    drops: this column has many words, too\n"},
	} {
		if got := test.table.Text(test.width); got != test.want {
			t.Errorf("with %d columns:\n%s\nwant\n%s", test.width, got, test.want)
		}
	}
}
