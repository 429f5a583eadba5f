"""The style of the report: light, dark, phone and paper; blue and orange, safe for colour-blind."""

CSS = """
:root{--bg:#fff;--ink:#1b1f24;--mute:#59636e;--line:#d5dae0;--panel:#f5f7f9;--link:#0a58a8;
--full:#0b5fa5;--on-full:#fff;--part:#a9d3f2;--part2:#4d9bd6;--on-part:#10273a;
--none:#f4b183;--none2:#a6450b;--on-none:#331400;--blank:#fff;--blank-line:#8b949e;
--on-blank:#1b1f24;--solid:#b5480b}
@media (prefers-color-scheme:dark){:root{--bg:#12161b;--ink:#e7eaee;--mute:#a3adb8;--line:#333b45;
--panel:#1a2027;--link:#7cc0f5;--full:#4ba3e6;--on-full:#06131e;--part:#1c486b;--part2:#3277ab;
--on-part:#e9f4fd;--none:#8a3d10;--none2:#f3a268;--on-none:#fff3ea;--blank:#12161b;
--blank-line:#77818c;--on-blank:#e7eaee;--solid:#f0904f}}
@media print{:root{--bg:#fff;--ink:#000;--mute:#444;--line:#bbb;--panel:#f5f5f5;--link:#000;
--full:#0b5fa5;--on-full:#fff;--part:#a9d3f2;--part2:#4d9bd6;--on-part:#000;--none:#f4b183;
--none2:#a6450b;--on-none:#000;--blank:#fff;--blank-line:#555;--on-blank:#000;--solid:#b5480b}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
section,figure,.cards li,tr{break-inside:avoid}section:has(table){break-inside:auto}
.scroll{overflow:visible!important}body{font-size:12px}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1120px;margin:0 auto;padding:24px 20px 64px}
h1{font-size:2rem;line-height:1.2;margin:.1em 0 .4em;overflow-wrap:anywhere}
h2{font-size:1.2rem;margin:0 0 .5em}h3{font-size:1rem;margin:0 0 .25em}
section{margin-top:40px}p{margin:.3em 0 .6em}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em}
h3 code{font-weight:400}h3 .task{color:var(--mute);margin-right:.35em}
.kind,.small,small{color:var(--mute);font-size:.875rem}.kind{margin:0}
.lead{font-size:1.125rem;max-width:60em}
.tiles{display:flex;flex-wrap:wrap;gap:8px;margin:16px 0 0}
.tiles div{background:var(--panel);border:1px solid var(--line);border-radius:8px;
padding:6px 14px 8px;display:flex;flex-direction:column;min-width:96px}
.tiles dd{margin:0;font-size:1.5rem;font-weight:650;line-height:1.25}
.tiles dt{color:var(--mute);font-size:.875rem}
.pictures{display:grid;grid-template-columns:1fr 1fr;gap:24px 40px}
figure{margin:0;min-width:0}.figure{width:100%;height:auto;display:block}
.figure text{fill:var(--ink);font:12px system-ui,-apple-system,"Segoe UI",Roboto,Arial,sans-serif}
.figure .code{font:11.5px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.figure .small{fill:var(--mute);font-size:11px}.figure .strong{font-weight:650}
.figure .count{paint-order:stroke;stroke:var(--bg);stroke-width:3px}
.figure .on-full{fill:var(--on-full)}.figure .on-part{fill:var(--on-part);font-weight:650}
.figure .on-none{fill:var(--on-none);font-weight:650}
.figure .on-part,.figure .on-none{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}
.figure .on-part{stroke:var(--part)}.figure .on-none{stroke:var(--none)}
.figure .on-blank,.figure .on-open{fill:var(--on-blank)}
.axis{stroke:var(--mute);stroke-width:1}
.median-edge{stroke:var(--bg);stroke-width:4}
.median{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:4 3}
.bar-full{fill:var(--full)}.bar-part{fill:url(#hatch-part)}.bar-none{fill:url(#dots-none)}
.bar-blank,.bar-open{fill:var(--blank);stroke:var(--blank-line);stroke-dasharray:3 2}
.bar-open{stroke-dasharray:none}.bar-solid{fill:var(--solid)}.track{fill:var(--line)}
.part-a{fill:var(--part)}.part-b{fill:var(--part2)}.none-a{fill:var(--none)}.none-b{fill:var(--none2)}
.defs{position:absolute}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;font-size:.875rem;color:var(--mute);margin:0 0 8px}
.legend svg{vertical-align:-1px;margin-right:4px}
.cards{list-style:none;margin:0;padding:0;border-top:1px solid var(--line)}
.cards li{display:grid;grid-template-columns:150px 1fr;gap:4px 24px;padding:14px 0;
border-bottom:1px solid var(--line)}
.count p{margin:.35em 0 0;font-size:.9rem;color:var(--mute)}
.count strong{font-size:1.35rem;color:var(--ink)}
.share{width:100%;height:8px;display:block;border-radius:4px;margin-top:8px}
.advice{max-width:62em}bdi{overflow-wrap:anywhere}
details{margin:.6em 0}details li{margin:.5em 0}table+p,.scroll+p{margin-top:1em}
summary{cursor:pointer;color:var(--link)}

.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:5px 10px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{font-weight:600}thead th{color:var(--mute);font-size:.875rem;vertical-align:bottom}
table.plain th[scope=row]{white-space:nowrap;max-width:16em;overflow:hidden;text-overflow:ellipsis}
table.marks{font-size:.9rem}table.marks th[scope=row]{position:sticky;left:0;background:var(--bg);
max-width:15em;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font-weight:400}
table.marks td{white-space:nowrap}table.marks th.task{text-align:left}
table.marks .total{font-weight:650}
thead .task span{font:400 .8rem ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;
writing-mode:vertical-rl;transform:rotate(180deg);max-height:14em}
thead small{display:block}
.m-full{color:var(--link)}.m-part{background:color-mix(in srgb,var(--part) 35%,transparent)}
.m-none{background:color-mix(in srgb,var(--none) 45%,transparent)}.m-blank{color:var(--mute)}
.badge{display:inline-block;border:1px solid var(--blank-line);border-radius:10px;padding:0 9px;
font-size:.85rem;white-space:nowrap}
.times{list-style:none;padding:0;margin:0;max-width:560px}
.times li{display:grid;grid-template-columns:minmax(0,170px) 1fr 56px;gap:12px;align-items:center}
.times .share{margin:0}.times li span:last-child{text-align:right}
.times .bar-solid{fill:var(--full)}
a{color:var(--link)}
@media (max-width:760px){main{padding:16px 14px 48px}.pictures{grid-template-columns:1fr}
.cards li{grid-template-columns:1fr}.count{display:flex;gap:12px;align-items:center}
.count .share{width:110px;margin:0}.count p{margin:0}.tiles div{min-width:0;padding:4px 12px 6px}
table.marks th[scope=row]{max-width:9.5em}h1{font-size:1.6rem}
table.plain,table.plain tbody,table.plain tr,table.plain th,table.plain td{display:block;border:0;
padding:1px 0}table.plain thead{display:none}table.plain tr{padding:8px 0;
border-bottom:1px solid var(--line)}}
"""
