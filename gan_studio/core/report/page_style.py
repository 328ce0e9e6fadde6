"""How a report's page looks, in light and in dark."""

STYLE = """
:root {
  color-scheme: light dark;
  --window: #f3f3f5; --base: #ffffff; --border: #d3d4da; --text: #1b1c20; --muted: #5c5f69;
  --accent: #4f46c8; --accent-text: #ffffff; --warning: #8a5300; --first: #0072b2; --second: #d55e00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --window: #1d1e22; --base: #151619; --border: #3b3e46; --text: #e8e9ec; --muted: #a5a9b4;
    --accent: #a39dff; --accent-text: #14122b; --warning: #f0b35a; --first: #56b4e9; --second: #e69f00;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--window); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 32px 24px; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 40px 0 8px; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 24px 0 8px; }
p { margin: 8px 0; }
a { color: var(--accent); }
li { margin: 4px 0; overflow-wrap: anywhere; }
.muted { color: var(--muted); font-weight: normal; }
.wide { overflow-x: auto; margin-top: 24px; background: var(--base); border: 1px solid var(--border);
  border-radius: 8px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.wide table { width: 100%; }
th { text-align: left; font-weight: 600; }
.wide th, .wide td { padding: 8px 16px; border-bottom: 1px solid var(--border); vertical-align: top; }
.wide tbody tr:last-child > * { border-bottom: 0; }
.wide td { white-space: nowrap; }
.wide tbody th { overflow-wrap: anywhere; min-width: 10rem; }
sup { margin-left: 2px; line-height: 1; }
.best, .missing { font-size: 0.8rem; padding: 0 6px; border-radius: 4px; white-space: nowrap; }
.best { background: var(--accent); color: var(--accent-text); }
.missing { border: 1px solid var(--warning); color: var(--warning); font-weight: 600; }
.bars th { font-weight: normal; padding: 4px 16px 4px 0; vertical-align: top; max-width: 16rem;
  overflow-wrap: anywhere; }
.bars td { padding: 4px 0; font-size: 0.8rem; line-height: 1.3; white-space: nowrap; }
.bar { display: inline-block; height: 0.7em; min-width: 1px; vertical-align: baseline;
  border: 1px solid var(--first); background: var(--first); }
.bar.set-1 { border-color: var(--second);
  background: repeating-linear-gradient(45deg, var(--second) 0 2px, transparent 2px 5px); }
.bar.set-2, .bar.set-3 { border: 1px dashed var(--text); background: transparent; }
.key .bar { width: 1.5rem; margin-left: 16px; }
.key .bar:first-child { margin-left: 0; }
.key { color: var(--muted); }
.pairs { display: grid; grid-template-columns: repeat(auto-fill, minmax(216px, 1fr)); gap: 16px; }
figure { margin: 0; }
figure img { width: 104px; height: 104px; object-fit: contain; image-rendering: pixelated; margin-right: 4px;
  background: var(--base); border: 1px solid var(--border); }
figcaption { color: var(--muted); font-size: 0.85rem; font-variant-numeric: tabular-nums; }
@media print { body { background: none; } .wide { overflow: visible; } }
"""
