import type { Part } from '../phases.ts';

/** Light, then dark; both with a contrast of 4.5 and more for text. */
const light = {
  page: '#ffffff',
  text: '#1b1f24',
  soft: '#57606a',
  line: '#d5dae0',
  band: '#f5f7f9',
  good: '#1a6e34',
  bad: '#b3261e',
  warn: '#8a5300',
};
const dark: typeof light = {
  page: '#14171b',
  text: '#e4e8ec',
  soft: '#9aa5b1',
  line: '#343b44',
  band: '#1c2127',
  good: '#6fcf8a',
  bad: '#ff8f85',
  warn: '#f0b955',
};

/** Of the bars; seen on both backgrounds, and apart for most who see few colours. */
const partColours: Readonly<Record<Part, string>> = {
  wait: '#e0a32e',
  role: '#3b7dd8',
  check: '#9a62c7',
  storage: '#1f9e94',
  service: '#4c9a3f',
  other: '#8894a0',
};

export const style = `:root{color-scheme:light dark;${variables(light)}}
@media (prefers-color-scheme:dark){:root{${variables(dark)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.45 system-ui,sans-serif}
main{max-width:66rem;margin:0 auto;padding:1.2rem 1rem 3rem;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.2;margin:0 0 .3rem}
h2{font-size:1.15rem;margin:2.2rem 0 .6rem;padding-bottom:.25rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1.4rem 0 .5rem}
h4{font-size:.95rem;margin:.9rem 0 .1rem}
p{margin:.3rem 0}
.soft,.because,.note,.group,.goal,footer{color:var(--soft);font-weight:400}
.because,.why,footer{font-size:.87rem}
.why{color:var(--bad)}
code{font:.92em ui-monospace,monospace}
.warning{color:var(--warn)}
.badge{font-size:.8rem;font-weight:600;border:1px solid currentColor;border-radius:.6rem;padding:0 .5rem;color:var(--bad)}
.badge.done{color:var(--good)}
.badge.superseded{color:var(--warn)}
.chart{border:1px solid var(--line);border-radius:.4rem;padding:.2rem .8rem .7rem;background:var(--band)}
.row{display:grid;grid-template-columns:minmax(0,19rem) minmax(0,1fr) 4.6rem;gap:0 .8rem;align-items:center}
.bare{margin-top:.35rem}
.what{font-size:.88rem;line-height:1.25;padding:.12rem 0}
.took,.number{text-align:right;font-variant-numeric:tabular-nums}
.took{font-size:.85rem;white-space:nowrap}
.track{position:relative;align-self:stretch;min-height:1.35rem;background-image:linear-gradient(to right,var(--line) 1px,transparent 1px);background-size:var(--grid) 100%}
.bar{position:absolute;top:calc(50% - .45rem);height:.9rem;min-width:2px;border-radius:2px;background:var(--bad)}
${Object.entries(partColours)
  .map(([part, colour]) => `i.${part}{background-color:${colour}}`)
  .join('\n')}
i.wait{background-image:repeating-linear-gradient(135deg,transparent 0 4px,#ffffff59 4px 8px)}
i.cancelled,i.unfinished{background:none;border:2px dashed var(--bad)}
.mark i{position:absolute;top:calc(50% - .35rem);width:.7rem;height:.7rem;margin-left:-.35rem;border-radius:50%;background:var(--text)}
.axis{font-size:.75rem;color:var(--soft)}
.axis .track{background-image:none}
.axis span{position:absolute;white-space:nowrap}
.axis span+span{transform:translateX(-50%)}
.axis span.last{transform:translateX(-100%)}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1rem;font-size:.85rem;padding:0;list-style:none}
i.failed,i.refused{background:var(--bad)}
.legend i{display:inline-block;width:1.4rem;height:.75rem;border-radius:2px;margin-right:.35rem}
table{border-collapse:collapse;width:100%;font-size:.88rem;margin:.4rem 0 1.2rem}
th,td{padding:.22rem 1.2rem .22rem 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
td:last-child,th:last-child{padding-right:0}
th{color:var(--soft);font-weight:600}
th{overflow-wrap:normal}
th.name{overflow-wrap:anywhere}
th.number,td.number{text-align:right;overflow-wrap:normal;white-space:nowrap}
.time{white-space:nowrap}
.whole td{font-weight:600}
.slower td{color:var(--warn);border-bottom:1px solid var(--line)}
.phases tr:has(+.slower) td{border-bottom:0}
@media (max-width:40rem){
main{padding:.9rem .7rem 2rem}
.chart{padding:.2rem .5rem .5rem}
.row{grid-template-columns:minmax(0,1fr) auto}
.row .track{grid-column:1/-1;grid-row:2;min-height:1rem}
.row .took{grid-column:2;grid-row:1}
.axis{display:block}
.axis .took,.axis .what{display:none}
th,td{padding-right:.6rem}
.time{white-space:normal;overflow-wrap:normal}
}
@media print{
:root{color-scheme:light;${variables(light)}}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{font-size:10pt}
main{max-width:none;padding:0}
.scene,tr{break-inside:avoid}
h2,h3,h4,.axis{break-after:avoid}
}
`;

function variables(colours: typeof light): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');
}
