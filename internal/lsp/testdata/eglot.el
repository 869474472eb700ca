;; Uses backendctl through eglot, and writes what came of it to the file RESULT.
(require 'json)
(package-initialize)
(define-derived-mode yaml-mode fundamental-mode "YAML") ; the usual one is a package of its own
(load (getenv "EMACS_CONFIG"))
(require 'eglot)
(setq eglot-sync-connect 20 eglot-autoshutdown nil eglot-confirm-server-initiated-edits nil
      project-find-functions (list (lambda (_) (cons 'transient (file-name-as-directory (getenv "FOLDER"))))))

(defvar result nil)

(defun await (holds)
  (let ((end (+ (float-time) 20)))
    (while (and (not (funcall holds)) (< (float-time) end))
      (accept-process-output nil 0.05))
    (unless (funcall holds) (error "waited too long for %S" holds))))

(defun found ()
  (mapcar (lambda (d) (format "%d %s" (line-number-at-pos (flymake-diagnostic-beg d)) (flymake-diagnostic-text d)))
          (progn (flymake-start) (flymake-diagnostics))))

(condition-case err
    (with-current-buffer (find-file-noselect (expand-file-name "web.yaml" (getenv "FOLDER")))
      (yaml-mode)
      (run-hooks 'post-command-hook) ; where eglot-ensure starts
      (await #'found)
      (push (cons 'diagnostics (vconcat (found))) result)
      (goto-char (point-min))
      (search-forward "http:")
      (let* ((actions (eglot-code-actions (line-beginning-position) (line-end-position)))
             (fix (seq-find (lambda (a) (eq t (plist-get a :isPreferred))) actions)))
        (push (cons 'action (plist-get fix :title)) result)
        (eglot--apply-workspace-edit (plist-get fix :edit)))
      (push (cons 'fixed (buffer-substring-no-properties (point-min) (point-max))) result)
      (eglot--signal-textDocument/didChange) ; Emacs is never idle in a batch
      (await (lambda () (not (found))))
      (eglot-shutdown (eglot-current-server)))
  (error (push (cons 'error (format "%S" err)) result)))

(with-temp-file (getenv "RESULT") (insert (json-encode result)))
(set-buffer-modified-p nil)
(kill-emacs 0)
