package cli

import "syscall"

// mount mounts a file system of 64 KiB on a folder.
func mount(dir string) error { return syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=64k") }

func unmount(dir string) error { return syscall.Unmount(dir, 0) }
