export const pageStyle = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --get: #1a7f4b; --post: #2060c0; --put: #8a5c00;
  --delete: #c0362c; }
@media (prefers-color-scheme: dark) { :root { --get: #5fce95; --post: #85b7ff; --put: #e3b341; --delete: #ff8f85; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; font: 15px/1.5 system-ui, sans-serif; }
header { display: flex; gap: 1rem; align-items: center; justify-content: space-between; flex-wrap: wrap; }
h1 { font-size: 1.4rem; margin: 0.5rem 0; }
h2 { font-size: 1rem; margin: 1.5rem 0 0.5rem; text-transform: uppercase; letter-spacing: 0.06em; opacity: 0.7; }
h3 { font-size: 0.85rem; margin: 1rem 0 0.3rem; }
input { font: inherit; padding: 0.35rem 0.6rem; border: 1px solid var(--line); border-radius: 6px; min-width: 14rem; }
details { border: 1px solid var(--line); border-radius: 6px; margin: 0.4rem 0; }
summary { padding: 0.5rem 0.7rem; cursor: pointer; display: flex; gap: 0.7rem; align-items: baseline; flex-wrap: wrap; }
summary:hover { background: var(--soft); }
#kept div { display: flex; gap: 0.3rem 0.8rem; align-items: center; flex-wrap: wrap; margin: 0.5rem 0; }
details > div { overflow-x: auto; padding: 0 0.9rem 0.9rem; border-top: 1px solid var(--line); }
.verb { font-weight: 700; font-size: 0.75rem; width: 4rem; }
.get { color: var(--get); } .post { color: var(--post); } .put, .patch { color: var(--put); } .delete { color: var(--delete); }
.try { display: grid; gap: 0.5rem; } .try label { display: grid; gap: 0.2rem; font-size: 0.85rem; }
button { font: inherit; padding: 0.35rem 0.9rem; border: 1px solid var(--line); border-radius: 6px; background: var(--soft);
  color: inherit; cursor: pointer; justify-self: start; }
textarea { font: 13px/1.45 ui-monospace, monospace; padding: 0.5rem; border: 1px solid var(--line); border-radius: 6px; width: 100%; }
.status { font-weight: 700; margin: 0.3rem 0; } .try input { min-width: 0; width: 100%; }
code, pre { font: 13px/1.45 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { background: var(--soft); padding: 0.6rem; border-radius: 6px; overflow-x: auto; white-space: pre-wrap; margin: 0; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem 0.3rem 0; border-bottom: 1px solid var(--line); }
td p { margin: 0; } td code { overflow-wrap: break-word; }
.says { opacity: 0.75; }
.lock { margin-left: auto; font-size: 0.75rem; opacity: 0.7; }
`
