package yamltree

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// read returns the tree of a text with one document.
func read(t *testing.T, text string) *Document {
	t.Helper()
	d, err := readOne(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func readOne(text string) (*Document, error) { return Read(parse(text)) }

func parse(text string) *manifest.Document {
	documents, _ := manifest.Parse(source.New("x.yaml", []byte(text)), manifest.Options{})
	return documents[0]
}

const page = `# header
---
apiVersion: v1 # the version

# about the spec
spec: # here
    static:
        hosts:
        # first
        - host: "a"   # beside
          port:   80
          tls: {sni: a, # inside
                x: 1}
        # - host: off
        -   host: b
            text: |
              one

                two
    # end of spec
    list: [1, 'two', {a: b}]

other: &x
  k: v
again: *x
merged:
  <<: *x
  own: 1
# the end
`

func TestPrintsWhatItRead(t *testing.T) {
	for name, text := range map[string]string{
		"page": page, "crlf": strings.ReplaceAll(page, "\n", "\r\n"), "json": "{\n  \"a\": {\"b\": [1,2]}\n}\n",
		"no final line break": "a:\n- b\n- c: d", "empty values": "a:\nb: # c\nc: ~\nd:\n-\n- \n- x\n", "a block scalar that keeps blank lines": "a: |+\n  x\n\nb: 1\n",
		"anchor on a separate line": "a: &x\n  # c\n  b: 1\nc:\n  &y\n  d: 1\n", "lists that begin on the line of a dash": "a:\n- - b\n  - c\n-   - d: 1\n      e: 2\n",
		"an alias of a list before a commented-out item": "a: &l\n- 1\nb: *l\n# - 2\nc: 1\n", "spaces after the header of an empty block scalar": "a: | ",
		"a block scalar that ends with spaces": "a: |\n  x\n   \nb: 1\n",
		"a value on the line below its key":    "a:\n  value\nb: \"x\n  y\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			if got := read(t, text).String(); got != text {
				t.Errorf("got\n%s\nwant\n%s", got, text)
			}
			if name == "json" || name == "anchor on a separate line" { // ReadToArrange does not support these
				return
			}
			arranged, err := ReadToArrange(parse(text))
			if err != nil {
				t.Fatal(err)
			}
			if got := arranged.String(); got != text {
				t.Errorf("the text after ReadToArrange: got\n%s\nwant\n%s", got, text)
			}
		})
	}
}

// TestCorpus checks that real manifests are printed byte for byte.
func TestCorpus(t *testing.T) {
	folder := os.Getenv("BACKENDCTL_CORPUS")
	if folder == "" {
		folder = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	files, _ := filepath.Glob(filepath.Join(folder, "*", "*.yaml"))
	if len(files) == 0 {
		t.Skip("no corpus of real manifests: set BACKENDCTL_CORPUS to a folder of them")
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		documents, _ := manifest.Parse(source.New(name, text), manifest.Options{})
		for _, d := range documents {
			if d.Root == nil || d.Broken {
				continue
			}
			read, err := Read(d)
			if errors.Is(err, ErrForm) {
				t.Logf("%s: %v", name, err)
				continue
			}
			if got := read.String(); got != d.File.Slice(d.Whole) {
				t.Errorf("%s: got\n%q\nwant\n%q", name, got, d.File.Slice(d.Whole))
			}
		}
	}
}

func TestChanges(t *testing.T) {
	for _, c := range []struct {
		name, text, want string
		change           func(root *Node)
	}{
		{"a moved key with comments", page, strings.Replace(strings.Replace(page, "    # end of spec\n    list: [1, 'two', {a: b}]\n", "", 1), "\nother: &x\n", "# end of spec\nlist: [1, 'two', {a: b}]\n\nother: &x\n", 1),
			func(root *Node) { root.Find("spec", "list").Move(root, 2, "list") }},
		{"a removed first key of an item", "a:\n  - x: 1 # one\n    # two\n    y: 2\n", "a:\n  # two\n  - y: 2\n", func(root *Node) { root.Find("a", "0", "x").Remove() }},
		{"a block that moves deeper", "a:\n  b: # beb\n    - c # cec\nd:\n    e: 1\n", "d:\n    e: 1\n    b: # beb\n      - c # cec\n", func(root *Node) {
			root.Find("a", "b").Move(root.Find("d"), 1, "b")
			root.Find("a").Remove()
		}},
		{"a renamed key with a new value", "\"a\": 'it' # c\n", "\"b\": 'is' # c\n", func(root *Node) {
			root.Find("a").Assign("is")
			root.Find("a").Move(root, 0, "b")
		}},
		{"a removed and a new key in a flow collection", "a: {b: 1, c: {d: 'e'}}\n", "a: {c: {d: 'e'}, f: g}\n", func(root *Node) {
			root.Find("a", "b").Remove()
			root.Find("a").Set("f", Scalar("g"))
		}},
		{"a key on two lines without a value, in a flow collection", "a: {\"b\n c\", d: 1}\n", "a: {\n  \"b\n c\",\n  d: 1,\n  f: g\n}\n", func(root *Node) { root.Find("a").Set("f", Scalar("g")) }},
		{"a key on two lines without a value, with a comment in a flow collection", "a: {\"b\n c\", # one\n  d: 1}\n", "a:\n  b c: # one\n  d: 1\n  f: g\n", func(root *Node) { root.Find("a").Set("f", Scalar("g")) }},
		{"a value that moves out of a flow collection", "a: {b: 1, c: {d: 'e'}} # x\n", "a: {b: 1} # x\nc: {d: 'e'}\n", func(root *Node) { root.Find("a", "c").Move(root, 1, "c") }},
		{"a changed flow collection with comments", "a: {b: 1, # one\n  c: 2}\n", "a:\n  b: 1 # one\n  d: 3\n", func(root *Node) {
			root.Find("a", "c").Remove()
			root.Find("a").Set("d", Scalar(int64(3)))
		}},
		{"an alias of a changed value", "a: &x\n  b: 1\n  c: 2\nd: *x # same\n", "a: &x\n  b: 1\nd: # same\n  b: 1\n  c: 2\n", func(root *Node) { root.Find("a", "c").Remove() }},
		{"an alias and its value, changed in the same way", "a: &x\n  b: 1\n  c: 2\nd: *x\n", "a: &x\n  b: 1\nd: *x\n", func(root *Node) {
			root.Find("a", "c").Remove()
			root.Find("d", "c").Remove()
		}},
		{"a removed field of a merge key", "a: &x\n  b: 1\n  c: 2\nd:\n  <<: *x\n  e: 3\n", "a: &x\n  b: 1\n  c: 2\nd:\n  c: 2\n  e: 3\n", func(root *Node) { root.Find("d", "b").Remove() }},
		{"new entries in an empty mapping and an empty list", "a: {}\nb: []\n", "a:\n  c: 1\nb:\n- 2\n", func(root *Node) {
			root.Find("a").Set("c", Scalar(int64(1)))
			root.Find("b").Append(Scalar(int64(2)))
		}},
		{"a new list in block style", "a:\n    b: 1\n", "a:\n    b: 1\n    c:\n    - d: x # why\n      e: \"1\"\n", func(root *Node) {
			item := Mapping()
			item.Set("d", Scalar("x"))
			item.Set("e", Scalar("1"))
			root.Find("a").Set("c", Sequence(item))
			item.Get("d").Comment("why")
		}},
		{"a list that becomes empty before the last comment", "a:\n- 1\n# end\n", "a: []\n# end\n", func(root *Node) { root.Find("a", "0").Remove() }},
		{"a removed block scalar with a last line of spaces", "a: >-\n  x\n   \nb: 1\n", "b: 1\n", func(root *Node) { root.Find("a").Remove() }},
		{"a move in JSON", "{\n  \"a\": {\n    \"b\": [1, 2],\n    \"c\": {\n      \"d\": \"e\"\n    }\n  }\n}\n", "{\n  \"a\": {\n    \"b\": [1, 2]\n  },\n  \"c\": {\n    \"d\": \"e\"\n  }\n}\n", func(root *Node) { root.Find("a", "c").Move(root, 1, "c") }},
		{"a move in compact JSON", `{"a":{"b":1},"c":2}`, `{"c":2,"b":1}`, func(root *Node) {
			root.Find("a", "b").Move(root, 2, "b")
			root.Find("a").Remove()
		}},
		{"a block scalar that moves to the left", "a:\n  b: |\n    x\n      y\n\n    z\nc: 1\n", "b: |\n  x\n    y\n\n  z\nc: 1\n", func(root *Node) {
			root.Find("a", "b").Move(root, 0, "b")
			root.Find("a").Remove()
		}},
		{"a block scalar with a comment that moves deeper", "a: >- # why\n  x:\nb:\n    c: 1\n", "b:\n    c: 1\n    a: >- # why\n      x:\n", func(root *Node) { root.Find("a").Move(root.Find("b"), 1, "a") }},
		{"a block scalar with a new value", "a: |-\t# why\n  x\nb: 1\n", "a: z\t# why\nb: 1\n", func(root *Node) { root.Find("a").Assign("z") }},
		{"a block scalar that is replaced", "a: &x !!str |+ # why\n  x\n\nb: 1\n", "a: z # why\nb: 1\n", func(root *Node) { root.Set("a", Scalar("z")) }},
		{"a block scalar that keeps its blank lines", "a: |+ # why\n  x\n\nb: 1\n", "b: 1\na: |+ # why\n  x\n\n", func(root *Node) { root.Find("a").Move(root, 2, "a") }},
		{"a block scalar without lines", "a: | # why\nb: 1\n", "b: 1\na: | # why\n", func(root *Node) { root.Find("a").Move(root, 2, "a") }},
		{"a block scalar with CRLF", "a: | # why\r\n  x\r\nb: 1\r\n", "b: 1\r\na: | # why\r\n  x\r\n", func(root *Node) { root.Find("a").Move(root, 2, "a") }},
		{"a comment above a block scalar", "a: | # why\n  x\nb: 1\n", "# too\na: | # why\n  x\n", func(root *Node) {
			root.Find("a").Comment("too")
			root.Find("b").Remove()
		}},
		{"a comment after the header of a block scalar", "a: |\n  x\nb: 1\n", "a: | # too\n  x\n", func(root *Node) {
			root.Find("a").Comment("too")
			root.Find("b").Remove()
		}},
		{"a verbatim tag in a flow collection", "{a: !<tag:yaml.org,2002:str> \"b\", c: 1}\n", "{a: !<tag:yaml.org,2002:str> \"b\"}\n", func(root *Node) { root.Find("c").Remove() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := read(t, c.text)
			c.change(d.Root)
			got := d.String()
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if printed := read(t, got).Comments(); !slices.Equal(slices.Sorted(slices.Values(d.Comments())), slices.Sorted(slices.Values(printed))) {
				t.Errorf("the tree has the comments %q, and the printed text has %q; want the same comments", d.Comments(), printed)
			}
		})
	}
}

func TestIn(t *testing.T) {
	d := read(t, "# c\na: &x {b: 'y', m: 017}\nl:\n- *x\n")
	j, lost := d.In(true)
	want := "{\n  \"a\": {\n    \"b\": \"y\",\n    \"m\": 15\n  },\n  \"l\": [\n    {\n      \"b\": \"y\",\n      \"m\": 15\n    }\n  ]\n}\n"
	if got := j.String(); got != want || lost != 1 {
		t.Errorf("got %d lost comments, want 1; got\n%s\nwant\n%s", lost, got, want)
	}
	y, _ := read(t, want).In(false)
	if got, want := y.String(), "a:\n  b: \"y\"\n  m: 15\nl:\n- b: \"y\"\n  m: 15\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
