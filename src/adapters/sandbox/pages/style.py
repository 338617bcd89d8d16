"""The one style of all pages: readable on a phone, by keyboard, by day and by night."""

STYLE = """
:root {
  color-scheme: light dark;
  --ground: #eef1f6; --card: #fff; --ink: #16202e; --soft: #55637a; --line: #d5dce6;
  --action: #0b5cd6; --action-ink: #fff; --hover: #f3f7fe; --note: #fff4d6; --note-ink: #5c4300;
  --good: #0a7a44; --bad: #b3261e; --plain: #55637a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10151d; --card: #1a212c; --ink: #e9eef6; --soft: #a7b3c6; --line: #384456;
    --action: #7db3ff; --action-ink: #08203f; --hover: #222c3a; --note: #3a2f10; --note-ink: #ffe3a0;
    --good: #5fd69a; --bad: #ff9d94; --plain: #a7b3c6;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; }
a { color: var(--action); }
:focus-visible { outline: 3px solid var(--action); outline-offset: 3px; border-radius: .5rem; }
.banner { margin: 0; padding: .6rem 1rem; background: var(--note); color: var(--note-ink); text-align: center; }
.page { max-width: 30rem; margin: 0 auto; padding: .5rem 1rem 2.5rem; }
nav { display: flex; justify-content: flex-end; gap: .25rem; }
nav a, nav span { min-height: 44px; min-width: 44px; padding: 0 .6rem; display: inline-flex; align-items: center;
  justify-content: center; }
nav span { font-weight: 600; }
main { padding: 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 1rem; }
h1, h2, h3, p, dl, dd { margin: 0; overflow-wrap: anywhere; }
h1 { font-size: 1.15rem; font-weight: 600; }
h2 { font-size: 1rem; font-weight: 600; }
h3 { font-size: .95rem; }
.sum { margin: .25rem 0 1rem; font-size: 2rem; font-weight: 700; line-height: 1.2; letter-spacing: -.01em; }
.facts { display: grid; grid-template-columns: auto 1fr; gap: .4rem 1.25rem; padding: 1rem 0; margin-bottom: 1.25rem;
  border: solid var(--line); border-width: 1px 0; }
.facts dt { color: var(--soft); }
.facts dd { text-align: right; }
.soft { color: var(--soft); }
.button { display: block; width: 100%; min-height: 52px; padding: .75rem 1rem; border: 1px solid var(--line);
  border-radius: .75rem; background: var(--card); color: var(--ink); font: inherit; text-align: left; cursor: pointer;
  text-decoration: none; }
.button:hover { background: var(--hover); border-color: var(--action); }
.button b, .button span { display: block; }
.button span { color: var(--soft); font-size: .9rem; line-height: 1.35; }
.main { border-color: var(--action); background: var(--action); color: var(--action-ink); font-size: 1.1rem;
  font-weight: 600; text-align: center; }
.main:hover { background: var(--action); filter: brightness(1.1); }
.others { display: grid; gap: .6rem; padding: 0; margin: .6rem 0 0; list-style: none; }
form h2 { margin-top: 1.75rem; color: var(--soft); font-weight: 400; }
.outcome { padding: 1rem 0; }
.outcome:first-child, .outcome:last-child { padding: 0; }
.outcome h1, .outcome h2 { font-size: 1.5rem; font-weight: 600; line-height: 1.25; margin-bottom: .25rem; }
.outcome + .outcome { border-top: 1px solid var(--line); }
.good > :first-child { color: var(--good); } .bad > :first-child { color: var(--bad); }
.plain > :first-child { color: var(--plain); }
.warning { margin-bottom: 1.25rem; padding: .75rem 1rem; border-radius: .75rem; background: var(--note);
  color: var(--note-ink); }
.document { margin-top: .25rem; color: var(--soft); font-size: .9rem; }
.back { margin-bottom: .75rem; }
details { margin-top: .75rem; border-top: 1px solid var(--line); }
summary { min-height: 44px; padding: .65rem 0; cursor: pointer; color: var(--action); }
.exchange { padding: .75rem 0 1rem; border-top: 1px solid var(--line); }
.exchange p { margin-top: .5rem; color: var(--soft); font-size: .9rem; }
pre { margin: .25rem 0 0; padding: .75rem; border-radius: .5rem; background: var(--ground); white-space: pre-wrap;
  overflow-wrap: anywhere; font: .85rem/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
label { display: block; margin: 1rem 0 .3rem; font-weight: 600; }
input, select { width: 100%; min-height: 48px; padding: .5rem .75rem; border: 1px solid var(--soft);
  border-radius: .6rem; background: var(--card); color: var(--ink); font: inherit; }
.top-up .main { margin-top: 1.5rem; }
@media (max-width: 25rem) { main { padding: 1.25rem 1rem; } .sum { font-size: 1.7rem; } }
""".strip()
