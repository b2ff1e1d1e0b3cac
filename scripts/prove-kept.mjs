// What `npm run prove -- --keep FILE` has done so far: a line of JSON for what is to be done, and one for
// each part that is. Another program, or another number of runs, is another proof.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function openKept(path, { program, anySeed, ...wanted }) {
  if (path === undefined)
    return { plan: wanted, done: [], secondsBefore: 0, take: () => undefined };
  const plan = { program: digestOf(program), ...wanted };
  if (!existsSync(path)) writeFileSync(path, `${JSON.stringify(plan)}\n`);
  const [before, ...parts] = linesOf(readFileSync(path, 'utf8'));
  const same = ['program', 'runs', ...(anySeed ? [] : ['seed'])];
  const other = same.find((key) => before?.[key] !== plan[key]);
  if (other !== undefined)
    stop(
      `${path}: found a proof with ${other} ${before?.[other]}, expected ${plan[other]}: name another file, or remove this one`,
    );
  const sitting = new Date().toISOString();
  return {
    plan: before,
    done: parts.map(({ proved }) => proved),
    secondsBefore: sum([...new Map(parts.map((part) => [part.sitting, part.seconds])).values()]),
    take: (proved, seconds) => {
      appendFileSync(path, `\n${JSON.stringify({ sitting, seconds, proved })}\n`);
    },
  };
}

/** A line that was torn when the machine was stopped is done again. */
function linesOf(text) {
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

function stop(text) {
  console.error(text);
  process.exit(64);
}

function digestOf(directory) {
  const digest = createHash('sha256');
  for (const name of readdirSync(directory, { recursive: true }).sort())
    if (name.endsWith('js')) digest.update(readFileSync(join(directory, name)));
  return digest.digest('hex').slice(0, 16);
}

function sum(numbers) {
  return numbers.reduce((one, other) => one + other, 0);
}
