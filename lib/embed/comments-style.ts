/** What the comments wear inside their element. */
export const css = `
:host { min-height: 24rem }
.head { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; justify-content: space-between }
.head select { min-height: 44px; padding: .4em .6em; border: 1px solid var(--line); border-radius: 3px; background: var(--paper) }
.rules { margin: 4px 0 16px }
.write { display: grid; gap: 8px }
.write textarea { min-height: 6.2rem; line-height: 1.5; resize: vertical }
.write textarea, .write input { width: 100%; padding: .55em .8em; border: 1px solid var(--edge); border-radius: 3px; background: var(--paper); font-size: 1rem; font-weight: 400 }
.write input { min-height: 44px }
.name { display: grid; gap: 4px; font-size: .9rem; font-weight: 600 }
.name[hidden], .said[hidden], .button[hidden] { display: none }
.findings ul { display: grid; gap: 4px; padding: 12px 16px; border-inline-start: 3px solid light-dark(#7a5000, #e0b04c); background: light-dark(#fdf6e3, #26210f); font-size: .92rem }
.findings p { margin-top: 4px }
.report { padding: 12px 16px 16px; border-inline-start: 3px solid var(--line) }
.report fieldset { display: grid; margin: 0; padding: 0; border: 0 }
.report legend { padding: 0 0 4px; font-weight: 600 }
.report label { display: flex; gap: 10px; align-items: center; min-height: 44px; font-size: .92rem }
.report label.name { display: grid; gap: 4px; font-size: .9rem }
.report [type=radio] { width: 1.1rem; min-height: 0; height: 1.1rem; margin: 0; accent-color: var(--ink); flex: none }
.report textarea { min-height: 4.4rem }
.act { display: flex; flex-wrap: wrap; gap: 8px 12px; align-items: center }
.count { margin-inline-start: auto; font-variant-numeric: tabular-nums }
.news { min-height: 44px; margin-top: 12px; text-align: center }
.thread { content-visibility: auto; contain-intrinsic-size: auto 9rem }
.c { padding: 16px 0 8px; border-top: 1px solid var(--line) }
.replies .c { margin-inline-start: 24px; border-top: 1px dotted var(--line) }
.replies > p { margin-inline-start: 24px }
.c:focus { outline: none }
.c:focus-visible { outline: 2px solid var(--focus); outline-offset: -2px }
.who { display: flex; flex-wrap: wrap; gap: 0 8px; align-items: baseline; font-size: .9rem }
.tag { font: 600 .76rem var(--sans); color: var(--accent) }
.text { font: 400 1.05rem/1.5 var(--serif); margin-top: 8px; white-space: pre-line }
.row { display: flex; flex-wrap: wrap; gap: 0 16px; align-items: center }
.row button, .row a { display: inline-flex; align-items: center; min-height: 44px; padding: 0; border: 0; background: none;
  color: var(--soft); font: 400 .84rem/1.5 var(--sans); text-decoration: none; cursor: pointer }
.row button:hover, .row a:hover { color: var(--ink); text-decoration: underline }
.row button[disabled] { cursor: default; text-decoration: none; color: var(--soft) }
.recommend[aria-pressed=true] { color: var(--accent); font-weight: 600 }
.for-now { display: inline-flex; gap: 6px; align-items: center; min-height: 44px; font-size: .84rem; font-variant-numeric: tabular-nums }
.row[hidden] { display: none }
.more { margin: 16px 0; text-align: center }
`;
