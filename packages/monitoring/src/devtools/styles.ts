let sheet: CSSStyleSheet | undefined

/** The style of the panel: one constructed sheet for all of them, which a content security policy lets through. */
export function styles(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(CSS)
  }
  return sheet
}

const CSS = /* css */ `
:host {
  --surface: light-dark(#ffffff, #0e1b25);
  --raised: light-dark(#f2f6f8, #142532);
  --line: light-dark(#d6dfe4, #213747);
  --ink: light-dark(#0e2431, #e6eff4);
  --soft: light-dark(#4c6371, #9db2bf);
  --accent: light-dark(#0b617f, #5cc4e4);
  --wash: light-dark(#e1f0f5, #12303f);
  --brass: light-dark(#8a5a0c, #e3b562);
  --good: light-dark(#1a7046, #62cd94);
  --bad: light-dark(#b12a22, #ff8f84);
  --idle: light-dark(#5d7280, #8aa1af);
  display: block;
  height: 100%;
  min-height: 280px;
  color: var(--ink);
  font: 13px/1.4 'Avenir Next', Avenir, 'Segoe UI Variable Text', 'Segoe UI', 'Helvetica Neue', 'Open Sans', 'Noto Sans', sans-serif;
  text-align: start;
}
:host([position]) { position: fixed; z-index: 2147483000; min-height: 0; height: auto; inset: auto 0 0 auto; }
:host([position='bottom'][open]) { inset: auto 0 0 0; height: min(52dvh, 460px); }
:host([position='right'][open]) { inset: 0 0 0 auto; width: min(520px, 100vw); }
:host([hidden]), [hidden] { display: none !important; }
*, *::before, *::after { box-sizing: border-box; }
h2, h3, p, dl, dd, ol, ul, pre { margin: 0; padding: 0; }
ol, ul { list-style: none; }

button, input, select { font: inherit; color: inherit; }
button, select, input:not([type='checkbox']) {
  min-height: 30px; padding: 2px 10px; border: 1px solid var(--line); border-radius: 6px; background: var(--surface);
}
button { cursor: pointer; }
button:hover { border-color: var(--soft); }
button:disabled { border-color: var(--line); color: var(--idle); cursor: default; opacity: 0.6; }
button[aria-pressed='true'] { background: var(--wash); border-color: var(--accent); color: var(--accent); }
input::placeholder { color: var(--soft); opacity: 1; }
.icon { border: 0; background: none; min-width: 30px; padding: 0; color: var(--soft); }
.icon:hover { color: var(--ink); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.launcher {
  margin: 10px; padding: 4px 14px; border-radius: 99px; background: var(--surface); color: var(--accent); font-weight: 600;
  box-shadow: 0 2px 10px rgb(0 20 30 / 25%);
}

.panel {
  display: flex; flex-direction: column; height: 100%; min-height: 0; overflow: hidden; container: panel / inline-size;
  background: var(--surface); border-top: 1px solid var(--line);
}
:host([position='right']) .panel { border: 0; border-left: 1px solid var(--line); }
:host([position]) .panel { box-shadow: 0 0 24px rgb(0 20 30 / 22%); }
.head { display: flex; align-items: stretch; gap: 8px; padding: 0 6px 0 12px; background: var(--raised); border-bottom: 1px solid var(--line); }
.head h2 { align-self: center; font-size: 13px; font-weight: 700; color: var(--accent); }
.choice { display: flex; flex: none; align-items: center; gap: 6px; color: var(--soft); font-size: 12px; }
.choice select { max-width: 160px; color: var(--ink); font-size: 13px; text-overflow: ellipsis; }
[role='tablist'] { --under: var(--raised); display: flex; flex: 1; min-width: 0; overflow-x: auto; scrollbar-width: none; }
[role='tab'] {
  flex: none; min-height: 36px; padding: 0 10px; border: 0; border-bottom: 2px solid transparent; border-radius: 0;
  background: none; color: var(--soft);
}
[role='tab']:hover { color: var(--ink); }
[role='tab'][aria-selected='true'] { border-color: var(--accent); color: var(--ink); font-weight: 600; }
.tabpanels, .tabpanel, .view { display: flex; flex: 1; flex-direction: column; min-height: 0; min-width: 0; }

.toolbar { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; padding: 6px 12px; }
.toolbar input { flex: 0 1 180px; min-width: 80px; }
.toolbar output { margin-left: auto; color: var(--soft); font-variant-numeric: tabular-nums; }
.split { position: relative; display: flex; flex: 1; min-height: 0; border-top: 1px solid var(--line); }
.calls { position: relative; display: flex; flex: 1; min-width: 0; }
.list { flex: 1; min-width: 0; overflow: hidden auto; overflow-anchor: none; overscroll-behavior: contain; }
.space { position: relative; contain: strict; }
.calls .empty { position: absolute; inset: 12px; pointer-events: none; }

.call {
  position: absolute; inset: 0 0 auto 0; display: grid; align-items: center; gap: 0 10px; padding: 0 12px;
  grid-template: auto / 72px minmax(110px, 2fr) 124px minmax(80px, 3fr) 70px;
  cursor: default; contain: strict; border-bottom: 1px solid color-mix(in srgb, var(--line) 55%, transparent);
}
.call:hover { background: var(--raised); }
.call[aria-selected='true'] { background: var(--wash); box-shadow: inset 3px 0 var(--accent); }
.list:focus-visible .call[aria-selected='true'] { box-shadow: inset 0 0 0 2px var(--accent); }
.outcome, .name, .chips { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.method { color: var(--soft); font-size: 12px; }
.chips { display: flex; gap: 4px; justify-content: flex-end; }
.chip { padding: 0 6px; border-radius: 99px; background: var(--raised); box-shadow: inset 0 0 0 1px var(--line); color: var(--soft); font-size: 11px; line-height: 16px; }
.duration { color: var(--soft); text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.outcome { font-weight: 600; font-variant-numeric: tabular-nums; }

[data-tone='good'] { --tone: var(--good); }
[data-tone='bad'] { --tone: var(--bad); }
[data-tone='refused'] { --tone: var(--brass); }
[data-tone='running'] { --tone: var(--accent); }
[data-tone='idle'] { --tone: var(--idle); }
.call .outcome, dd[data-tone], td[data-tone], th[data-tone], .text[data-tone] { color: var(--tone); }
.track { position: relative; height: 12px; overflow: hidden; }
.bar { position: absolute; top: 0; height: 100%; min-width: 2px; border-radius: 2px; background: var(--tone); }
.bar.whole { top: 5px; height: 2px; opacity: 0.45; }
.bar.queue { background: repeating-linear-gradient(-45deg, var(--brass) 0 2px, transparent 2px 5px); }
.bar.wait { top: 3px; height: 6px; background: repeating-linear-gradient(90deg, var(--idle) 0 3px, transparent 3px 6px); }
.bar.server { top: 3px; height: 6px; background: var(--accent); }
.bar.mark { width: 2px; }

.details { display: flex; flex-direction: column; flex: 0 0 46%; min-width: 0; border-left: 1px solid var(--line); background: var(--surface); }
.details header { display: flex; align-items: center; gap: 8px; padding: 4px 6px 4px 12px; border-bottom: 1px solid var(--line); }
.details h3 { flex: 1; font-size: 13px; overflow-wrap: anywhere; max-height: 4.2em; overflow: hidden; }
.details .scroll { flex: 1; padding: 10px 12px; overflow: hidden auto; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 6px 14px; }
dt { color: var(--soft); font-size: 12px; }
dd { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.scale { display: flex; justify-content: space-between; margin-top: 14px; padding-bottom: 4px; border-bottom: 1px solid var(--line); color: var(--soft); font-size: 11px; font-variant-numeric: tabular-nums; }
.steps li { display: grid; grid-template-columns: minmax(0, auto) 1fr auto; gap: 0 8px; padding: 5px 0; border-bottom: 1px solid color-mix(in srgb, var(--line) 55%, transparent); }
.steps .text { color: var(--tone, var(--soft)); overflow-wrap: anywhere; }
.steps .label { overflow-wrap: anywhere; }
.steps .track { grid-column: 1 / -1; margin-top: 2px; height: 10px; }
.relatives { display: grid; gap: 6px; margin-top: 12px; }
.relatives button { max-width: 100%; overflow-wrap: anywhere; text-align: start; }

.sheet { overflow: hidden auto; gap: 14px; padding: 10px 12px; }
.sheet > * { flex: none; }
.sheet .toolbar { padding: 0; }
.note, .empty { color: var(--soft); }
.problem { color: var(--bad); }
.problem:empty { display: none; }
.table .scroll { --under: var(--surface); overflow: auto hidden; }
/* A shade at the end of what can be scrolled, which its own ground covers where that end is reached. */
[role='tablist'], .table .scroll {
  background:
    linear-gradient(to left, var(--under) 16px, transparent) right / 40px 100% no-repeat local,
    linear-gradient(to left, color-mix(in srgb, var(--soft) 24%, transparent), transparent) right / 10px 100% no-repeat scroll;
}
table { border-collapse: collapse; min-width: 100%; }
caption { padding-bottom: 4px; font-weight: 600; text-align: start; }
th, td { padding: 4px 18px 4px 0; text-align: start; white-space: nowrap; font-variant-numeric: tabular-nums; }
th { font-weight: 400; }
thead th { color: var(--soft); font-size: 12px; }
tbody tr { border-top: 1px solid color-mix(in srgb, var(--line) 55%, transparent); }
th.figure, td.figure { text-align: end; }
tr > :last-child { padding-right: 0; }
tbody td:last-child:not(.figure) { min-width: 100px; white-space: normal; overflow-wrap: break-word; }
tbody th { position: sticky; left: 0; max-width: 320px; overflow: hidden; text-overflow: ellipsis; background: var(--surface); }
pre { padding: 10px 12px; border-radius: 6px; background: var(--raised); overflow: auto; font: 12px/1.5 ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
.rules { display: grid; gap: 10px; }
.rules li { display: flex; flex-wrap: wrap; align-items: end; gap: 8px; padding-bottom: 10px; border-bottom: 1px solid var(--line); }
.rules label { display: grid; gap: 2px; color: var(--soft); font-size: 12px; }
.rules label input, .rules select { color: var(--ink); font-size: 13px; width: 84px; }
.rules input[type='number'] { padding-inline: 8px 2px; appearance: textfield; }
.rules input::-webkit-inner-spin-button { display: none; }
.rules select { width: 92px; padding-right: 2px; }
.rules .end { display: flex; align-items: center; gap: 12px; }
.rules label .match { width: 220px; }
.rules .check { display: flex; align-items: center; gap: 6px; min-height: 30px; font-size: 13px; color: var(--ink); }
.rules .check input { width: 16px; height: 16px; margin: 0; }

@container panel (width < 640px) {
  .call { grid-template: auto 8px / 68px minmax(0, 1fr) auto auto; padding-top: 3px; gap: 0 8px; }
  .call .track { grid-area: 2 / 1 / 3 / -1; height: 6px; }
  .call .bar.whole { top: 2px; }
  .call .bar.wait { top: 1px; height: 4px; }
  .call .duration { grid-area: 1 / 4; }
  .head h2 { display: none; }
  .head { padding-left: 4px; }
  .choice span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .choice select { max-width: 110px; }
  .details { position: absolute; inset: 0; border: 0; }
  .toolbar input { flex: 1 1 80px; }
  tbody th { max-width: 170px; }
  .rules label input { width: 60px; }
  .rules label .match { width: 100%; }
  .rules label:first-child { flex: 1 1 100%; }
}
@media (width < 640px) {
  :host([position='bottom'][open]) { height: 70dvh; }
  button, select, input:not([type='checkbox']) { min-height: 36px; }
  [role='tab'] { min-height: 42px; }
  .icon { min-width: 36px; }
  .rules .check { min-height: 36px; }
}
@media (prefers-reduced-motion: no-preference) {
  .call, button, [role='tab'] { transition: background-color 120ms, border-color 120ms, color 120ms; }
}
@media (forced-colors: active) {
  .bar { forced-color-adjust: none; }
  .call[aria-selected='true'] { outline: 2px solid Highlight; outline-offset: -2px; }
}
`
