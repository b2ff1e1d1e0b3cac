/**
 * The same text means the same: a reader that answers from memory when it is given one of the last
 * `room` texts again. Waits, watches and rehearsals read what has not changed hundreds of times. For
 * pure readers only, whose answers nobody changes.
 */
export function remember<T>(read: (text: string) => T, room = 32): (text: string) => T {
  const answers = new Map<string, { readonly answer: T }>();
  return (text) => {
    const before = answers.get(text);
    if (before !== undefined) return before.answer;
    const answer = read(text);
    const [oldest] = answers.size < room ? [] : answers.keys();
    if (oldest !== undefined) answers.delete(oldest);
    answers.set(text, { answer });
    return answer;
  };
}
