package source

import (
	"sort"
	"unicode/utf8"
)

// A mark is an offset between two characters, with the numbers of code points and of UTF-16 units before it.
type mark struct{ offset, points, units int }

// markDistance is the approximate distance of marks in bytes: to find a position, at most this number of bytes is counted, in lines of any
// length.
const markDistance = 1 << 10

// markText returns the marks of a text.
func markText(text string) []mark {
	marks := make([]mark, 1, 1+len(text)/markDistance)
	for at := markDistance; at < len(text); at += markDistance {
		for at < len(text) && !utf8.RuneStart(text[at]) {
			at++ // at is inside a character
		}
		last := marks[len(marks)-1]
		between := text[last.offset:at]
		marks = append(marks, mark{at, last.points + utf8.RuneCountInString(between), last.units + utf16Len(between)})
	}
	return marks
}

// before returns the last mark at or before an offset.
func (f *File) before(offset int) mark {
	f.marking.Do(func() { f.marks = markText(f.text) })
	return f.marks[sort.Search(len(f.marks), func(i int) bool { return f.marks[i].offset > offset })-1]
}

// points returns the number of code points from the start of a line to an offset.
func (f *File) points(start, offset int) int {
	if offset-start < markDistance {
		return utf8.RuneCountInString(f.text[start:max(start, offset)])
	}
	a, b := f.before(start), f.before(offset)
	return b.points + utf8.RuneCountInString(f.text[b.offset:offset]) - a.points - utf8.RuneCountInString(f.text[a.offset:start])
}

// units returns the number of UTF-16 code units from the start of a line, or of the text, to an offset.
func (f *File) units(start, offset int) int {
	if offset-start < markDistance {
		return utf16Len(f.text[start:max(start, offset)])
	}
	a, b := f.before(start), f.before(offset)
	return b.units + utf16Len(f.text[b.offset:offset]) - a.units - utf16Len(f.text[a.offset:start])
}
