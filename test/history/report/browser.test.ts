import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { reportPage } from '../../../src/history/report/page.ts';
import { evening, release, runsOf, step, transition } from '../../support/history-lines.ts';
import { findChromium, openBrowser, type Browser } from '../../support/browser.ts';
import { temporary } from '../../system/fixtures/temporary.ts';

/** With CARPHAST_PICTURES=DIR the pictures are kept there, to be looked at. */
const pictures = process.env['CARPHAST_PICTURES'];
const chromium = findChromium();
const root = new URL('../../../', import.meta.url).pathname;

/** Long names without a place to break, failures, outages, warnings, and somebody who attacks. */
function hardPage(): string {
  const long = `/var/db/${'a-very-long-directory-name'.repeat(8)}`;
  const steps = [
    step('release:data', { durationMs: 14_000 }),
    step(`mount:${long}`, { what: `mount ${long}`, startMs: 14_200 }),
    step('start:mysql-server', { startMs: 15_000, outcome: 'failed', code: 'x'.repeat(90) }),
    step('start:nfsd', { startMs: 15_000, outcome: 'cancelled' }),
  ];
  const attack = '<script>document.title = "broken"</script><img src="http://192.0.2.1/x">';
  const change = { durationMs: 20_000, outcome: 'failed', code: 'mount-failed', text: attack };
  const lines = [
    ...runsOf('start:mysql-server', [100, 100, 100, 100, 100, 900, 900, 900, 900, 900]),
    transition({ startedAt: 40_000_000, ...change, outcome: 'failed', steps, yielded: true }),
    transition({ startedAt: 40_030_000, durationMs: 18_000, steps: steps.slice(0, 2) }),
    transition({ startedAt: 40_060_000, outcome: 'superseded' }),
  ];
  return reportPage({
    title: 'Failover report',
    about: `From the history of ${'hostname'.repeat(12)} and of the other node.`,
    nodes: [
      { node: 'hostname'.repeat(12), lines, marks: [{ at: evening + 39_999_000, text: attack }] },
      { node: 'the other node', lines: [release(39_998_000)], marks: [] },
    ],
    last: 20,
    madeAt: evening,
    version: '0.1.0',
  });
}

const pages = {
  'report-power-cut': () => pathToFileURL(join(root, 'docs/report-power-cut.html')).href,
  'hard-report': () => {
    const path = join(temporary(), 'report.html');
    writeFileSync(path, hardPage());
    return pathToFileURL(path).href;
  },
};

if (chromium === undefined) {
  test.skip('the report in a browser: chromium is not installed', () => undefined);
} else {
  describe.each(Object.keys(pages))('%s in Chromium', (name) => {
    const url = name === 'hard-report' ? pages['hard-report'] : pages['report-power-cut'];

    test.each([
      { width: 360, scheme: 'light' },
      { width: 360, scheme: 'dark' },
      { width: 1000, scheme: 'light' },
      { width: 1000, scheme: 'dark' },
    ])('$width pixels, $scheme: all is seen, nothing is loaded, nothing runs', async (look) => {
      const browser = await opened(chromium, url(), look);
      const { call, evaluate, events } = browser;
      expect(await evaluate(wider(look.width))).toEqual([]);
      expect(await evaluate(outside)).toEqual([]);
      const [red, , blue] = await colours(browser);
      expect(look.scheme === 'dark' ? red! + blue! < 100 : red! + blue! > 450).toBe(true);
      expect(await evaluate(faint)).toEqual([]);
      await keepPicture(browser, `${name}-${look.width}-${look.scheme}.png`);
      await call('Emulation.setEmulatedMedia', { media: 'print', features: darkest });
      expect(await colours(browser)).toEqual([255, 255, 255]);
      expect(await evaluate(faint)).toEqual([]);
      await keepPicture(browser, `${name}-${look.width}-print.png`);
      await call('Page.printToPDF');
      const requests = events.filter(({ method }) => method === 'Network.requestWillBeSent');
      expect(requests).toHaveLength(1);
      expect(events.filter(({ method }) => spoken.includes(method))).toEqual([]);
      expect(await evaluate('document.title')).not.toBe('broken');
    });
  });

  test('a page that does load and run something is caught', async () => {
    const path = join(temporary(), 'bad.html');
    const wide = '<div style="width:900px">x</div><p style="color:#eee">y</p>';
    writeFileSync(path, `<img src="http://127.0.0.1:9/x">${wide}<script>console.log(1)</script>`);
    const look = { width: 360, scheme: 'light' };
    const { evaluate, events } = await opened(chromium, pathToFileURL(path).href, look);
    expect(await evaluate(wider(360))).not.toEqual([]);
    expect(await evaluate(faint)).toHaveLength(1);
    const methods = events.map(({ method }) => method);
    expect(methods.filter((one) => one === 'Network.requestWillBeSent')).toHaveLength(2);
    expect(methods.filter((one) => spoken.includes(one))).not.toEqual([]);
  });
}

/** Somebody who likes it dark prints on white paper all the same. */
const darkest = [{ name: 'prefers-color-scheme', value: 'dark' }];

const spoken = ['Runtime.consoleAPICalled', 'Runtime.exceptionThrown', 'Log.entryAdded'];

/** What makes the page wider than its window. */
const wider = (width: number): string => `[...document.querySelectorAll('body, body *')]
  .filter((one) => one.getBoundingClientRect().right > ${width})
  .map((one) => one.outerHTML.slice(0, 120))`;

/** Bars that leave their track. */
const outside = `[...document.querySelectorAll('.track')].filter((track) => {
  const place = track.getBoundingClientRect();
  return [...track.children].some((bar) => {
    const { left, right } = bar.getBoundingClientRect();
    return left < place.left - 8 || right > place.right + 8;
  });
}).map((track) => track.parentElement.textContent)`;

/** Texts with a contrast below 4.5 (WCAG AA) against the page, or the chart they stand on. */
const faint = `(() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((one) => one / 255)
    .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
    .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => {
    for (let one = element; one !== null; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour[3] !== 0) return colour;
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')]
    .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
    .filter((one) => !['SCRIPT', 'STYLE'].includes(one.tagName))
    .filter((one) => {
      const pair = [light(parse(getComputedStyle(one).color)), light(behind(one))];
      return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05) < 4.5;
    })
    .map((one) => one.outerHTML.slice(0, 120));
})()`;

async function opened(
  program: string,
  url: string,
  { width, scheme }: { width: number; scheme: string },
): Promise<Browser> {
  const browser = await openBrowser(program);
  onTestFinished(() => browser.close());
  const { call } = browser;
  for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await call(`${domain}.enable`);
  const metrics = { width, height: 800, deviceScaleFactor: 1, mobile: width < 600 };
  await call('Emulation.setDeviceMetricsOverride', metrics);
  const features = [{ name: 'prefers-color-scheme', value: scheme }];
  await call('Emulation.setEmulatedMedia', { features });
  await call('Page.navigate', { url });
  await browser.until('Page.loadEventFired');
  return browser;
}

async function colours(browser: Browser): Promise<readonly number[]> {
  const text = String(await browser.evaluate('getComputedStyle(document.body).backgroundColor'));
  return (text.match(/\d+/g) ?? []).map(Number);
}

async function keepPicture({ call }: Browser, name: string): Promise<void> {
  const { data } = await call('Page.captureScreenshot', { captureBeyondViewport: true });
  const bytes = Buffer.from(String(data), 'base64');
  expect(bytes.length).toBeGreaterThan(10_000);
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  writeFileSync(join(pictures, name), bytes);
}
