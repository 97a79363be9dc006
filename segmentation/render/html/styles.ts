/** The page's style sheet. Colours meet WCAG AA in both schemes, and never stand alone. */
export const styles = `
:root {
  --ground: #f6f7f9; --surface: #fff; --raised: #fff; --line: #d9dee6; --strong-line: #98a3b3;
  --text: #16202e; --soft: #4b586a; --accent: #1b55c4; --focus: #1b55c4;
  --allowed: #e2f4e8; --allowed-text: #0c5128; --temporary: #fdf1d3; --temporary-text: #6a4500;
  --problem: #fde3e1; --problem-text: #991313; --problem-line: #c62424;
  --forbidden: #f1f1f4; --forbidden-text: #7b3434; --off-text: #565f6d;
  --users: #e3edff; --users-line: #2a5cc0; --services: #e4f5ea; --services-line: #1d7a46;
  --routed: #f3e9fd; --routed-line: #7a3bb5; --edge: #6c7787; --shadow: 0 8px 32px rgb(15 25 45 / .18);
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #0f141b; --surface: #161d27; --raised: #1c2531; --line: #2c3846; --strong-line: #617086;
    --text: #e6ebf2; --soft: #a6b3c4; --accent: #8ab4ff; --focus: #8ab4ff;
    --allowed: #133323; --allowed-text: #a5e8bf; --temporary: #3a2e0c; --temporary-text: #f4d58a;
    --problem: #45181a; --problem-text: #ffb9b4; --problem-line: #ff7a73;
    --forbidden: #1f2530; --forbidden-text: #d79f9f; --off-text: #9aa6b6;
    --users: #17294a; --users-line: #7fa8f5; --services: #12301f; --services-line: #63c18c;
    --routed: #2c1b40; --routed-line: #bd8cf0; --edge: #8290a3; --shadow: 0 8px 32px rgb(0 0 0 / .6);
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scroll-padding-top: 7.5rem; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
.vh { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999px; top: 0; padding: .5rem 1rem; background: var(--accent); color: var(--surface); z-index: 20; }
.skip:focus { left: 0; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
a { color: var(--accent); }
h1, h2, h3 { line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
h1 { font-size: 1.75rem; letter-spacing: -.01em; }
h2 { font-size: 1.15rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
header { display: flex; flex-wrap: wrap; gap: 1rem 2.25rem; align-items: end; padding: 1.5rem clamp(1rem, 3vw, 2.5rem) 1rem; }
.eyebrow { margin: 0; color: var(--soft); font-size: .85rem; }
.environment { font-size: .95rem; font-weight: 600; vertical-align: .25em; padding: .1rem .55rem; border: 1.5px solid currentColor; border-radius: 999px; color: var(--accent); }
.counts { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; margin: 0; }
.counts div { display: flex; flex-direction: column-reverse; }
.counts dt { color: var(--soft); font-size: .8rem; }
.counts dd { margin: 0; font-size: 1.35rem; font-weight: 650; line-height: 1.1; font-variant-numeric: tabular-nums; }
.counts .alarm dd { color: var(--problem-text); }
.counts .alarm dd::before { content: "⚠ "; font-size: .8em; }
nav { display: flex; gap: 1.1rem; margin-left: auto; }
nav a { padding: .25rem 0; text-underline-offset: .25em; }
main { padding: 0 clamp(1rem, 3vw, 2.5rem) 3rem; display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr); }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem 1.25rem; min-width: 0; }
.bar { display: flex; justify-content: space-between; align-items: center; gap: 1rem; }
.note, .hint { color: var(--soft); margin: .5rem 0; font-size: .875rem; }

#filters { position: sticky; top: 0; z-index: 10; display: flex; flex-wrap: wrap; gap: .5rem .9rem; align-items: end; background: var(--raised); border: 1px solid var(--line); border-radius: 12px; padding: .7rem 1.25rem; box-shadow: 0 2px 8px rgb(15 25 45 / .06); }
#filters label { display: grid; gap: .15rem; font-size: .8rem; color: var(--soft); }
#filters .boxes { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding-bottom: .35rem; }
#filters .box { display: flex; align-items: center; gap: .4rem; font-size: .875rem; color: var(--text); }
input[type="search"] { width: 10rem; max-width: 100%; font: inherit; font-size: .9rem; color: var(--text); background: var(--surface); border: 1px solid var(--strong-line); border-radius: 7px; padding: .35rem .6rem; }
input::placeholder { color: var(--soft); opacity: 1; }
input[type="checkbox"] { width: 1.05rem; height: 1.05rem; margin: 0; accent-color: var(--accent); }
button { font: inherit; font-size: .875rem; color: var(--text); background: var(--surface); border: 1px solid var(--strong-line); border-radius: 7px; padding: .35rem .75rem; cursor: pointer; }
button:hover { border-color: var(--accent); color: var(--accent); }
#filter-status { color: var(--soft); font-size: .85rem; padding-bottom: .4rem; margin-left: auto; }

.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; margin: .6rem 0 .8rem; padding: 0; color: var(--soft); font-size: .84rem; }
.legend li { display: flex; align-items: center; gap: .45rem; }
.sample { display: inline-block; padding: .05rem .45rem; border-radius: 5px; border: 1px solid var(--line); font-size: .78rem; min-width: 1.6rem; text-align: center; }
.scroll.tall { height: min(78vh, 60rem); }
.scroll { position: relative; overflow: auto; max-height: min(78vh, 60rem); border: 1px solid var(--line); border-radius: 8px; scroll-padding: 4.5rem 0 0 15rem; overscroll-behavior: contain; }
table { border-collapse: separate; border-spacing: 0; font-size: .875rem; }
th { text-align: left; font-weight: 600; }
#matrix-table th, #matrix-table td { border-right: 1px solid var(--line); border-bottom: 1px solid var(--line); }
#matrix-table thead th { position: sticky; top: 0; z-index: 2; background: var(--raised); vertical-align: bottom; padding: .5rem .6rem; width: 9rem; min-width: 7.5rem; max-width: 11rem; border-bottom: 2px solid var(--strong-line); overflow-wrap: anywhere; }
#matrix-table tbody th { position: sticky; left: 0; z-index: 1; background: var(--raised); padding: .4rem .8rem .4rem .6rem; min-width: 9rem; max-width: 17rem; border-right: 2px solid var(--strong-line); overflow-wrap: anywhere; }
#matrix-table thead .corner { left: 0; z-index: 3; color: var(--soft); font-weight: 400; border-right: 2px solid var(--strong-line); }
.js-on #matrix-table th.name, .js-on #matrix-table .cell { cursor: pointer; }
.js-on #matrix-table th.name:hover { color: var(--accent); text-decoration: underline; }
th.name > span::before { content: ""; display: inline-block; width: .6rem; height: .6rem; margin-right: .4rem; border: 1.5px solid; }
th.users > span::before, .swatch.users { border-color: var(--users-line); background: var(--users); border-radius: 50%; }
th.services > span::before, .swatch.services { border-color: var(--services-line); background: var(--services); border-radius: 3px; }
th.routed > span::before, .swatch.routed { border-color: var(--routed-line); background: var(--routed); transform: rotate(45deg) scale(.9); }
.swatch { width: .85rem; height: .85rem; border: 1.5px solid; }
.cell { text-align: center; padding: .3rem .4rem; }
td.cell { min-width: 5.5rem; height: 2.75rem; }
.cell.allowed { background: var(--allowed); color: var(--allowed-text); }
.cell.temporary { background: var(--temporary); color: var(--temporary-text); }
.cell.dormant:not(.allowed) { color: var(--off-text); background: repeating-linear-gradient(-45deg, transparent 0 7px, var(--forbidden) 7px 14px); }
.cell.dropped:not(.allowed) { color: var(--off-text); }
.cell.problem { background: var(--problem); color: var(--problem-text); box-shadow: inset 0 0 0 2px var(--problem-line); }
.cell.forbidden:not(.allowed):not(.dormant):not(.dropped) { background: var(--forbidden); color: var(--forbidden-text); }
.cell.closed { color: var(--soft); }
.cell.self { background: repeating-linear-gradient(45deg, transparent 0 6px, var(--forbidden) 6px 7px); }
.cell.dim > * { opacity: .28; }
.cell[aria-selected="true"] { outline: 3px solid var(--accent); outline-offset: -3px; }
.cell:focus-visible, th:focus-visible { outline: 3px solid var(--focus); outline-offset: -3px; }
.js-on td.cell:hover { box-shadow: inset 0 0 0 2px var(--accent); }
.svc { display: block; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.svc.off { font-weight: 400; text-decoration: line-through; text-decoration-thickness: 1px; }
.tag { display: inline-block; font-size: .7rem; line-height: 1.35; padding: 0 .35rem; margin: .1rem; border: 1px solid currentColor; border-radius: 999px; white-space: nowrap; }
#matrix-table.windowed { table-layout: fixed; }
#matrix-table.windowed thead th { height: 4.25rem; }
#matrix-table.windowed th, #matrix-table.windowed td { max-width: none; min-width: 0; width: auto; overflow: hidden; }
#matrix-table.windowed td.cell { height: auto; padding: 0; }
#matrix-table.windowed .spacer { border: 0; padding: 0; height: auto; }
.clip { display: flex; flex-wrap: wrap; gap: 0 .3rem; justify-content: center; align-content: center; align-items: center; height: 2.9rem; overflow: hidden; line-height: 1.25; padding: 0 .25rem; }
th .clip { justify-content: flex-start; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; height: auto; max-height: 3.8rem; padding: 0; }

.canvas { overflow: hidden; border: 1px solid var(--line); border-radius: 8px; margin-top: .75rem; background: var(--ground); }
.canvas svg { display: block; width: 100%; max-height: 70vh; min-height: 16rem; touch-action: pan-y; }
.canvas.dense svg { height: 70vh; }
.js-on .canvas svg { cursor: grab; }
.js-on .canvas svg.panning { cursor: grabbing; }
.node .box { fill: var(--services); stroke: var(--services-line); stroke-width: 1.5; }
.node.users .box { fill: var(--users); stroke: var(--users-line); }
.node.routed .box { fill: var(--routed); stroke: var(--routed-line); }
.node .icon { fill: var(--services-line); }
.node.users .icon { fill: var(--users-line); }
.node.routed .icon { fill: var(--routed-line); }
.node text { fill: var(--text); font-size: 13px; font-weight: 600; }
.js-on .node { cursor: pointer; }
.node:focus { outline: none; }
.node:focus-visible .box, .node.selected .box { stroke: var(--focus); stroke-width: 4; }
.edge path { fill: none; stroke: var(--edge); stroke-width: 1.5; }
.edge rect { fill: var(--ground); }
.edge text { fill: var(--text); font-size: 11.5px; text-anchor: middle; font-variant-numeric: tabular-nums; }
.edge.off path { stroke-dasharray: 5 5; }
.edge.problem path { stroke: var(--problem-line); stroke-width: 3; }
.edge.problem text { fill: var(--problem-text); font-weight: 700; }
.arrow path { fill: var(--edge); }
.arrow.problem path { fill: var(--problem-line); }
.haze { fill: none; stroke: var(--edge); stroke-width: 1; opacity: .09; }
svg.lit .edge:not(.on), svg.lit .node:not(.on) { opacity: .16; }
.edge.on path { stroke: var(--accent); stroke-width: 2.5; }
.edge.on.problem path { stroke: var(--problem-line); }
svg.lit .haze { opacity: .03; }
.zoom { display: flex; gap: .4rem; }
.zoom button { min-width: 2.2rem; }

#policy-table { width: 100%; }
#policy-table th, #policy-table td { text-align: left; vertical-align: top; padding: .45rem .7rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
#policy-table thead th { position: sticky; top: 0; background: var(--raised); border-bottom: 2px solid var(--strong-line); }
#policy-table td:nth-child(-n + 2) { min-width: 13.5rem; }
#policy-table td:nth-child(4) { min-width: 12rem; }
#policy-table .svc { overflow-wrap: normal; white-space: nowrap; }
#policy-table tr.off td { color: var(--off-text); }
#policy-table tr.off .svc { text-decoration: line-through; }
#policy-table ul { list-style: none; margin: 0; padding: 0; }
#policies h2 { margin-bottom: .75rem; }
#policies > button { margin-top: .75rem; }
summary { cursor: pointer; color: var(--accent); }

.cards { list-style: none; margin: .75rem 0 0; padding: 0; display: grid; gap: .6rem; grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr)); }
.card { border: 1px solid var(--line); border-left: 4px solid var(--strong-line); border-radius: 8px; padding: .6rem .8rem; overflow-wrap: anywhere; }
.card p { margin: 0 0 .25rem; }
.card.error { border-left-color: var(--problem-line); }
.card.error .severity { color: var(--problem-text); }
.card.warning { border-left-color: var(--temporary-text); }
.card.holds { border-left-color: var(--services-line); }
.severity { font-weight: 700; font-size: .85rem; }
.owner { color: var(--soft); font-size: .85rem; }
code { font: .85em ui-monospace, "Cascadia Mono", "Liberation Mono", monospace; }

#details { position: fixed; inset: 0 0 0 auto; z-index: 15; width: min(27rem, 100vw); height: 100vh; height: 100dvh; max-height: none; margin: 0; border: 0; border-left: 1px solid var(--line); background: var(--raised); color: var(--text); box-shadow: var(--shadow); padding: 1.25rem; overflow: auto; overscroll-behavior: contain; }
#details h2 { font-size: 1.1rem; padding-right: 2.5rem; }
#details h2:focus { outline: none; }
#details .close { position: absolute; top: .9rem; right: .9rem; padding: .2rem .65rem; font-size: 1rem; }
#details .state { margin: .6rem 0; }
#details article { border: 1px solid var(--line); border-radius: 8px; padding: .75rem .9rem; margin: .6rem 0; }
#details article > h3 { margin: 0 0 .4rem; font-size: .95rem; }
#details dl { display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: .25rem .75rem; margin: 0; font-size: .9rem; }
#details dt { color: var(--soft); }
#details dd { margin: 0; overflow-wrap: anywhere; }
#details .links { list-style: none; padding: 0; margin: .25rem 0; }
#details .links button { display: flex; justify-content: space-between; gap: .75rem; width: 100%; text-align: left; border-color: transparent; background: none; padding: .3rem .4rem; overflow-wrap: anywhere; }
#details .links button:hover { border-color: var(--accent); }
#details .links .service { color: var(--soft); text-align: right; font-variant-numeric: tabular-nums; }
#details article .card { margin-top: .6rem; }
#details .row { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: 1rem; }
@media (min-width: 1100px) { body.details-open { padding-right: 27rem; } }
@media (prefers-reduced-motion: no-preference) { #details { animation: slide .16s ease-out; } html { scroll-behavior: smooth; } @keyframes slide { from { transform: translateX(1.5rem); opacity: 0; } } }
@media (forced-colors: active) { .cell.problem { outline: 3px solid; outline-offset: -3px; } .edge path, .node .box { stroke: CanvasText; } }
@media (max-width: 700px) { nav { flex-wrap: wrap; } input[type="search"] { min-width: 0; } .scroll { scroll-padding-left: 9rem; } #filters { position: static; } nav { margin-left: 0; } input[type="search"] { width: 100%; } #filters label:not(.box) { flex: 1 1 100%; } #matrix-table tbody th { max-width: 9.5rem; } }
@media print {
  :root { color-scheme: light; }
  body { background: #fff; font-size: 10pt; padding: 0 !important; }
  #filters, #details, nav, .hint, .zoom, .skip, .windowed, #policies > button { display: none !important; }
  .scroll { overflow: visible; max-height: none !important; height: auto !important; border: 0; }
  section { border: 0; padding: 0 0 1rem; }
  #matrix-table th, #policy-table thead th { position: static !important; }
  tr, .card { break-inside: avoid; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
