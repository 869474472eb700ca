package lsp

import (
	"context"
	"os"
	"time"
)

// watchState detects changes on disk if the client does not watch files.
type watchState struct {
	timer  *time.Timer // nil if the client watches files
	stamps map[string]stamp
}

// A stamp is the size and the modification time of a file. If the stamp has changed, the file was written or removed.
type stamp struct {
	size int64
	time time.Time
}

// tick returns the channel of the timer, or nil if the client watches files.
func (w *watchState) tick() <-chan time.Time {
	if w.timer == nil {
		return nil
	}
	return w.timer.C
}

func (w *watchState) stop() {
	if w.timer != nil {
		w.timer.Stop()
	}
}

// pollInterval is the time between two polls of the disk. If polling is slow, the time is longer: at least pollShare times the time of a
// poll.
const (
	pollInterval = 2 * time.Second
	pollShare    = 20
)

// register asks the client to watch files and settings. If the client cannot watch files, the server polls the disk.
func (s *server) register() {
	var wanted []any
	workspace := s.client.Capabilities.Workspace
	if workspace.ConfigurationChange.Dynamic {
		wanted = append(wanted, map[string]any{
			"id": "configuration", "method": "workspace/didChangeConfiguration", "registerOptions": map[string]any{"section": "backendctl"},
		})
	}
	if workspace.Watched.Dynamic {
		var watchers []any
		for _, glob := range []string{"**/*.{yaml,yml,json}", "**/Kustomization", "**/.gitignore"} {
			watchers = append(watchers, map[string]any{"globPattern": glob})
		}
		wanted = append(wanted, map[string]any{
			"id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": map[string]any{"watchers": watchers},
		})
	} else {
		s.watch = watchState{timer: time.NewTimer(pollInterval), stamps: map[string]stamp{}}
	}
	if len(wanted) > 0 {
		s.request("client/registerCapability", map[string]any{"registrations": wanted}, nil)
	}
}

// didChangeWatchedFiles handles changes on disk.
func (s *server) didChangeWatchedFiles(_ context.Context, p watchedParams) (any, error) {
	var paths []string
	for _, c := range p.Changes {
		if path, ok := pathOf(c.URI); ok {
			paths = append(paths, path)
		}
	}
	if len(paths) > 0 {
		s.changedOnDisk(paths)
	}
	return nil, nil
}

// poll compares the files on disk with their stamps, and handles changes.
func (s *server) poll(ctx context.Context) {
	began := time.Now()
	var changed []string
	next := map[string]stamp{}
	for _, p := range s.projects {
		if p.session == nil || p.lint.List == nil {
			continue
		}
		p.relist = true
		if err := p.list(ctx); err != nil {
			s.logf("%v", err)
			continue
		}
		if p.result == nil {
			s.diagnostics.schedule()
		}
		for _, e := range p.entries {
			next[e.Path()] = stampOf(e.Path())
		}
		for _, path := range p.lint.Files {
			next[path] = stampOf(path)
		}
	}
	for path, now := range next {
		if before, known := s.watch.stamps[path]; known && before != now {
			changed = append(changed, path)
		}
	}
	s.watch.stamps = next
	if len(changed) > 0 {
		s.changedOnDisk(changed)
	}
	s.watch.timer.Reset(max(pollInterval, pollShare*time.Since(began)))
}

func stampOf(path string) stamp {
	info, err := os.Stat(path)
	if err != nil {
		return stamp{}
	}
	return stamp{info.Size(), info.ModTime()}
}
