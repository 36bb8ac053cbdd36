;;; drive.el --- What a user of Emacs does: look, edit, ask.  -*- lexical-binding: t -*-
;; Says what they see, one JSON document on stdout.

(require 'cl-lib)
(require 'eglot)
(require 'flymake)
(require 'json)

(defun drive-shown (count line)
  "Wait until COUNT diagnostics are shown, the first at LINE; list them."
  (let ((found nil) (left 600))
    (while (and (> left 0)
                (not (and (= (length found) count)
                          (or (= count 0) (= line (line-number-at-pos (flymake-diagnostic-beg (car found))))))))
      (accept-process-output nil 0.1)
      (flymake-start)
      (setq found (flymake-diagnostics) left (1- left)))
    (vconcat
     (mapcar (lambda (one)
               (list (line-number-at-pos (flymake-diagnostic-beg one))
                     (save-excursion (goto-char (flymake-diagnostic-beg one)) (current-column))
                     (flymake-diagnostic-text one)))
             found))))

(let ((seen nil))
  (condition-case problem
      (with-current-buffer (find-file-noselect (car command-line-args-left))
        (unless (eglot-current-server)
          (apply #'eglot--connect (eglot--guess-contact)))
        (flymake-mode 1)
        (push (cons 'opened (drive-shown 1 2)) seen)
        (goto-char (point-min))
        (insert "# é🔑\n\n")
        (eglot--signal-textDocument/didChange)
        (push (cons 'moved (drive-shown 1 4)) seen)
        (goto-char (1+ (flymake-diagnostic-beg (car (flymake-diagnostics)))))
        (let ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
          (push (cons 'hover (plist-get (plist-get hover :contents) :value)) seen))
        (goto-char (point-max))
        (delete-region (line-beginning-position 0) (point-max))
        (eglot--signal-textDocument/didChange)
        (push (cons 'silent (drive-shown 0 0)) seen)
        (set-buffer-modified-p nil)
        (eglot-shutdown (eglot-current-server)))
    (error (push (cons 'problem (format "%S" problem)) seen)))
  (setq command-line-args-left nil)
  (princ (json-encode seen)))
;;; drive.el ends here
