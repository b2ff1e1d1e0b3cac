/** The one script that stands for every tool of a served tree. */

/** Between the words of a request. */
export const separator = '\u001f';

/**
 * Asks the model through FIFOs: a request is one write of less than PIPE_BUF bytes, so requests of
 * several tools do not mix. Answers are lines: `o`/`e` text for the two outputs (`O`/`E` without
 * a newline at the end), `t` to turn deaf to TERM, `d` to leave a daemon behind that keeps the
 * output open, `x STATUS`. `ps -p` is about real processes: the system's own answers.
 */
export function clientScript(root: string): string {
  return `#!/bin/sh
root='${root.replaceAll("'", "'\\''")}'
tool=\${0##*/}
case "$tool $*" in
'ps '*-p*)
  for real in /bin/ps /usr/bin/ps; do
    [ -x "$real" ] && exec "$real" "$@"
  done
  ;;
esac
reply=$root/sim/reply.$$
mkfifo -m 600 "$reply" || exit 126
exec 3<>"$reply"
request=$$
for word in "$tool" "$@"; do
  request=$request$(printf '\\037')$word
done
if [ "$tool" = logger ] && [ $# -le 2 ]; then
  while IFS= read -r line; do
    request=$request$(printf '\\037')$line
  done
fi
printf '%s\\n' "$request" > "$root/sim/requests" || exit 126
while IFS= read -r answer <&3; do
  text=\${answer#?}
  case $answer in
  o*) printf '%s\\n' "$text" ;;
  O*) printf '%s' "$text" ;;
  e*) printf '%s\\n' "$text" >&2 ;;
  E*) printf '%s' "$text" >&2 ;;
  t*) trap '' TERM ;;
  d*) (while [ -e "$root/sim/requests" ]; do sleep 1; done) 3<&- & ;;
  x*) exit "\${text# }" ;;
  esac
done
exit 126
`;
}
