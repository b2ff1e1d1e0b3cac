import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What answers in milliseconds goes first: the first test that fails ends the run of a mutant. */
const order = [/test\/plan\/(?!properties)/, /test\/engine\//, /test\/scenarios\//, /properties/];

class QuickFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number =>
      order.findIndex((pattern) => pattern.test(moduleId));
    return Promise.resolve([...files].sort((left, right) => rank(left) - rank(right)));
  }
}

/** The tests that judge src/plan and src/engine, without those that take seconds for one answer. */
export default defineConfig({
  test: {
    include: ['test/plan/**/*.test.ts', 'test/engine/**/*.test.ts', 'test/scenarios/**/*.test.ts'],
    exclude: ['test/scenarios/cut-points.test.ts', 'test/scenarios/many.test.ts'],
    testTimeout: 8000,
    isolate: false,
    sequence: { sequencer: QuickFirst },
  },
});
