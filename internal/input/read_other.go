//go:build !unix

package input

import "os"

// readFile reads a file to its end.
func readFile(path string, limit int64, _ []byte) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return readAll(f, limit)
}
