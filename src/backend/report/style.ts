/** The report's style sheet: light and dark as the reader's system says, and plain on paper. */

/** Shades 1 to 10 of the confusion matrix, light enough for text on them. */
function shades(kind: string, colour: string): string {
  return Array.from({ length: 10 }, (_, index) => {
    const share = 6 + 4 * index;
    return `.${kind}.shade-${index + 1}{background:color-mix(in srgb,var(${colour}) ${share}%,transparent)}`;
  }).join("\n");
}

export const STYLE = `
:root{color-scheme:light dark;--text:#1b1f24;--muted:#57606a;--page:#fff;--soft:#f3f5f8;--rule:#d0d7de;
--link:#0a58ca;--first:#0a58ca;--second:#a84300;--good:#0a58ca;--bad:#c04a00}
@media screen and (prefers-color-scheme:dark){:root{--text:#e6edf3;--muted:#9aa4af;--page:#0d1117;--soft:#161b22;
--rule:#30363d;--link:#6cb6ff;--first:#6cb6ff;--second:#f0a35e;--good:#4c9be8;--bad:#e0823d}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:66rem;padding:1.5rem 1.25rem 4rem;background:var(--page);color:var(--text);
font:1rem/1.5 system-ui,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
h1{margin:0;font-size:1.9rem;line-height:1.2}
h2{margin:2.5rem 0 .75rem;padding-bottom:.25rem;border-bottom:1px solid var(--rule);font-size:1.35rem}
h3{margin:1.5rem 0 .25rem;font-size:1.05rem}
p{margin:.5rem 0}
a{color:var(--link)}
.muted{color:var(--muted);font-size:.9rem}
.headline{font-size:1.25rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:1rem 0;padding:0;list-style:none}
dl{display:grid;gap:.1rem 1.5rem;margin:.75rem 0}
dl div{display:grid;grid-template-columns:minmax(9rem,15rem) 1fr;gap:1rem;padding:.2rem 0;border-bottom:1px solid var(--soft)}
dt{color:var(--muted)}
dd{margin:0;overflow-wrap:anywhere}
table{margin:1rem 0;border-collapse:collapse;font-size:.92rem}
caption,.caption{padding:.25rem 0;color:var(--muted);text-align:left}
th,td{padding:.25rem .6rem;border-bottom:1px solid var(--rule);text-align:left;vertical-align:baseline}
th{font-weight:600}
thead th{vertical-align:bottom}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto;font-size:.97rem}
.wide th,.wide td{padding:.2rem .45rem}
.wide:focus-visible{outline:2px solid var(--link)}
.matrix td{min-width:3.2rem;text-align:center}
.matrix .shade-0{color:var(--muted)}
.matrix .right{font-weight:600}
.dense{font-size:.7rem}
.wide .dense th,.wide .dense td{padding:.1rem .15rem}
.dense td{min-width:1.35rem}
.dense thead th span{writing-mode:vertical-rl;transform:rotate(180deg);white-space:nowrap}
.dense thead th:first-child span{writing-mode:horizontal-tb;transform:none}
${shades("right", "--good")}
${shades("wrong", "--bad")}
figure{margin:1rem 0}
figcaption{font-weight:600}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:0 2rem}
.side-by-side{display:flex;flex-wrap:wrap;align-items:start;gap:0 2.5rem}
.side-by-side figcaption{flex-basis:100%}
.chart{overflow-x:auto}
.chart svg{display:block;width:100%;min-width:20rem;height:auto}
.chart.small svg{width:22rem}
svg text{fill:var(--muted);font-size:13px}
.grid{fill:none;stroke:var(--rule)}
.mark{fill:none;stroke:var(--muted);stroke-dasharray:2 3}
.line path{fill:none;stroke:var(--first);stroke-width:2}
.line circle{fill:var(--first)}
.line-1 path{stroke:var(--second);stroke-dasharray:7 4}
.line-1 circle{fill:var(--second)}
.bar{fill:color-mix(in srgb,var(--first) 45%,transparent);stroke:var(--first)}
.point{fill:var(--second)}
.legend{display:flex;gap:1.25rem;margin:.25rem 0;padding:0;list-style:none;font-size:.9rem}
.legend svg{width:28px;height:8px;margin-right:.4rem;vertical-align:middle}
summary{cursor:pointer;color:var(--link);font-size:.9rem}
.gallery{display:grid;grid-template-columns:repeat(auto-fill,minmax(9.5rem,1fr));gap:1rem;margin:1rem 0;padding:0;list-style:none}
.gallery figure{margin:0}
.gallery img,.no-picture{display:block;width:100%;height:9rem;object-fit:contain;background:var(--soft)}
.no-picture{display:grid;place-items:center;color:var(--muted)}
.gallery figcaption,.caption{padding-top:.25rem;font-size:.85rem;font-weight:400;overflow-wrap:anywhere}
pre{overflow-x:auto;padding:.75rem 1rem;background:var(--soft);border:1px solid var(--rule);white-space:pre-wrap;overflow-wrap:anywhere}
code{font:.88em/1.5 ui-monospace,SFMono-Regular,Consolas,monospace}
@page{margin:16mm 14mm}
@media print{:root{font-size:9pt}
body{max-width:none;padding:0}
table{font-size:.78rem}
th,td{padding:.15rem .4rem}
nav,summary{display:none}
h2{break-after:avoid;margin-top:1.5rem}
figure,tr,.gallery li,dl div{break-inside:avoid}
.wide,.chart{overflow:visible}
.dense{font-size:5.5pt}
.dense td{min-width:0}
.matrix td,.bar,.no-picture{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.gallery{grid-template-columns:repeat(5,1fr)}
.gallery img,.no-picture{height:28mm}}
`;
