package source

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"
)

// Encoding is the encoding of a file on disk.
type Encoding int

// The encodings that YAML allows and that are in use: PowerShell 5 writes UTF-16LE with a byte order mark.
const (
	UTF8 Encoding = iota
	UTF16LE
	UTF16BE
)

const bom = "\uFEFF"

// decode converts the bytes of a file to UTF-8. It detects UTF-16 by its byte order mark, as YAML parsers do. It returns anything else
// unchanged as UTF-8, including invalid bytes, which the parser reports.
func decode(raw []byte) (string, Encoding) {
	switch {
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE}):
		return decodeUTF16(raw[2:], binary.LittleEndian), UTF16LE
	case bytes.HasPrefix(raw, []byte{0xFE, 0xFF}):
		return decodeUTF16(raw[2:], binary.BigEndian), UTF16BE
	}
	return view(raw), UTF8
}

// view returns bytes as a string without a copy: a File owns them, and they never change.
func view(raw []byte) string { return unsafe.String(unsafe.SliceData(raw), len(raw)) }

// Encode converts a new text for the file to the file's own encoding. A UTF-16 file keeps its byte order mark; the byte order mark of a
// UTF-8 file is a part of the text.
func (f *File) Encode(text string) []byte {
	var order binary.AppendByteOrder = binary.LittleEndian
	switch f.encoding {
	case UTF8:
		return []byte(text)
	case UTF16BE:
		order = binary.BigEndian
	case UTF16LE:
	}
	out := order.AppendUint16(nil, 0xFEFF)
	for _, unit := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, unit)
	}
	return out
}

// WithText returns a file with the same name and encoding, but with another text.
func (f *File) WithText(text string) *File { return New(f.name, f.Encode(text)) }

// decodeUTF16 decodes pairs of bytes; a single last byte and unpaired surrogates become U+FFFD.
func decodeUTF16(raw []byte, order binary.ByteOrder) string {
	units := make([]uint16, 0, len(raw)/2+1)
	for ; len(raw) >= 2; raw = raw[2:] {
		units = append(units, order.Uint16(raw))
	}
	if len(raw) == 1 {
		units = append(units, utf8.RuneError)
	}
	return string(utf16.Decode(units))
}

// BOMLen returns the length of the UTF-8 byte order mark at the start of a text, or 0 if there is none.
func BOMLen(text string) int {
	if strings.HasPrefix(text, bom) {
		return len(bom)
	}
	return 0
}

func bomUTF16(raw []byte) int {
	if len(raw) >= 2 && (raw[0] == 0xFF && raw[1] == 0xFE || raw[0] == 0xFE && raw[1] == 0xFF) {
		return 2
	}
	return 0
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
