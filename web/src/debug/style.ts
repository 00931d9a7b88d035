/** The panel's looks. In a shadow root, so that the page's CSS and ours do not meet. */
export const kStyle = `
:host{all:initial;position:fixed;z-index:2147483647;right:16px;bottom:16px;width:min(392px,calc(100vw - 32px));
  max-height:min(640px,calc(100vh - 32px));display:flex;color-scheme:dark;
  --ink:#f3f1ee;--dim:#a5a09a;--faint:#6d6861;--line:#ffffff14;--card:#ffffff0a;--cold:#5aa9ff;--warm:#ffb24d;--hot:#ff5d3b;--good:#5fd38d;
  font:13px/1.45 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:var(--ink)}
*{box-sizing:border-box;margin:0}
.panel{display:flex;flex-direction:column;width:100%;min-height:0;border-radius:16px;overflow:hidden;background:#171513f2;
  backdrop-filter:blur(18px) saturate(1.4);border:1px solid #ffffff1c;box-shadow:0 24px 64px #0009,0 2px 8px #0006}
.rim{height:3px;flex:none;background:linear-gradient(90deg,var(--cold),var(--warm) 55%,var(--hot))}
header{display:flex;align-items:center;gap:8px;padding:12px 14px 10px}
h1{font-size:14px;font-weight:650;letter-spacing:.01em}
header small{color:var(--faint);font-size:11px;flex:1;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
button{font:inherit;color:inherit;background:none;border:0;cursor:pointer;border-radius:8px}
button:focus-visible{outline:2px solid var(--warm);outline-offset:1px}
.close{width:26px;height:26px;color:var(--dim);font-size:16px;line-height:1}.close:hover{background:var(--line);color:var(--ink)}
.scores{display:grid;grid-template-columns:repeat(auto-fit,minmax(108px,1fr));gap:8px;padding:0 14px}
.score{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:9px 11px 10px;position:relative;overflow:hidden}
.score b{display:block;font-size:26px;line-height:1.1;font-weight:640;font-variant-numeric:tabular-nums;letter-spacing:-.02em}
.score span{color:var(--dim);font-size:11px}
.score i{font-style:normal;font-size:11px;color:var(--faint);float:right;font-variant-numeric:tabular-nums;margin-top:1px}
.bar{height:4px;border-radius:4px;background:var(--line);margin-top:7px;overflow:hidden}
.bar div{height:100%;border-radius:4px;background:linear-gradient(90deg,var(--cold),var(--warm) 55%,var(--hot));background-size:var(--full) 100%;transition:width .4s cubic-bezier(.2,.8,.2,1)}
svg{position:absolute;right:0;top:0;width:46%;height:34px;opacity:.55}polyline{fill:none;stroke:var(--warm);stroke-width:1.5;vector-effect:non-scaling-stroke;stroke-linejoin:round}
figure{padding:4px 0 2px}figcaption{color:var(--faint);font-size:11px;margin-top:4px}
.plot{position:static;width:100%;height:auto;opacity:1;display:block}.plot polyline{stroke-width:1.75}.ahead{stroke-dasharray:3 4}
.plot .axis{stroke:var(--line)}.plot .goal{stroke:var(--good);stroke-dasharray:1 5;stroke-linecap:round}
.c0{color:var(--warm);stroke:var(--warm)}.c1{color:var(--cold);stroke:var(--cold)}.c2{color:var(--hot);stroke:var(--hot)}
.plot .c1{stroke:var(--cold)}.plot .c2{stroke:var(--hot)}
.studio{margin:10px 0 2px;padding:7px 12px;background:var(--card);border:1px solid var(--line)}.studio:hover{background:var(--line)}
.chips{display:flex;flex-wrap:wrap;gap:6px;padding:10px 14px 2px;min-height:36px;align-items:center}
.chip{padding:2px 9px;border-radius:99px;background:#ffb24d22;color:#ffcf8f;font-size:12px;border:1px solid #ffb24d3a}
.chip.grade{background:#5aa9ff22;color:#a6d0ff;border-color:#5aa9ff3a}.chip.veto{background:#ff5d3b22;color:#ff9c86;border-color:#ff5d3b44}
.none{color:var(--faint);font-size:12px}
nav{display:flex;gap:2px;padding:8px 10px 0;border-bottom:1px solid var(--line)}
nav button{padding:6px 10px 8px;color:var(--dim);border-radius:8px 8px 0 0;position:relative}
nav button:hover{color:var(--ink)}nav button[aria-selected=true]{color:var(--ink)}
nav button[aria-selected=true]::after{content:"";position:absolute;left:10px;right:10px;bottom:-1px;height:2px;border-radius:2px;background:var(--warm)}
nav sup{font-size:10px;color:var(--faint);margin-left:3px;vertical-align:baseline}
main{overflow:auto;min-height:236px;padding:6px 14px 12px;overscroll-behavior:contain;scrollbar-width:thin;scrollbar-color:#ffffff30 transparent}
.row{display:grid;grid-template-columns:1fr auto;gap:1px 10px;padding:7px 0;border-bottom:1px solid var(--line)}.row:last-child{border:0}
.row strong{font-weight:560;overflow-wrap:anywhere}.row em{font-style:normal;font-variant-numeric:tabular-nums;text-align:right;font-weight:600}
.row p{grid-column:1/-1;color:var(--dim);font-size:11.5px;overflow-wrap:anywhere}
.plus{color:var(--good)}.minus{color:#ff8f78}.dim{color:var(--faint)}
.empty{color:var(--faint);padding:20px 0;text-align:center}
@media (prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}
`;
