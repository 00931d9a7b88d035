// The style of a report's page: light and dark, narrow and wide, on paper.
#pragma once

#include <string_view>

namespace kelvin::native {

inline constexpr std::string_view kReportStyle = R"(
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1f24; --soft: #57606a; --edge: #d0d7de; --tint: #f6f8fa;
  --warn: #7a4100; --warn-tint: #fff4e0; --c0: #0b62c4; --c1: #b8430a; --c2: #1a7f37; --c3: #8250df; --c4: #57606a; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #0f141a; --ink: #e6edf3; --soft: #9aa7b4; --edge: #38424d; --tint: #19202a;
    --warn: #ffcf8a; --warn-tint: #33260f; --c0: #6cb6ff; --c1: #ff9a62; --c2: #62d07f; --c3: #c39bff; --c4: #9aa7b4; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "DejaVu Sans", sans-serif; }
main { max-width: 66rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: .5rem 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--edge); }
p { max-width: 46rem; margin: .5rem 0; overflow-wrap: anywhere; }
.warning { background: var(--warn-tint); color: var(--warn); border-left: 4px solid; padding: .5rem .75rem; }
.plots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1rem; }
figure { margin: 0; padding: .75rem; border: 1px solid var(--edge); border-radius: 6px; min-width: 0; }
.wide { grid-column: 1 / -1; }
figcaption { font-size: .9rem; color: var(--soft); margin-bottom: .5rem; }
figcaption strong { display: block; color: var(--ink); font-size: 1rem; }
figure > svg { display: block; width: 100%; max-width: 34rem; height: auto; }
svg text { font-size: 13px; fill: var(--soft); }
svg .halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; fill: var(--ink); }
.grid, .axis, .mark, .line { fill: none; }
.grid { stroke: var(--edge); } .axis { stroke: var(--soft); } .mark { stroke: var(--ink); stroke-dasharray: 2 3; }
.line { stroke-width: 2; stroke: var(--c); } .dashed { stroke-dasharray: 6 4; }
.dot { fill: var(--c); } .bar { fill: var(--c); } .band { fill: var(--c); opacity: .22; }
.s0 { --c: var(--c0); } .s1 { --c: var(--c1); } .s2 { --c: var(--c2); } .s3 { --c: var(--c3); } .s4 { --c: var(--c4); }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .5rem 0; padding: 0; font-size: .85rem; }
.legend svg { width: 24px; height: 12px; margin-right: .4rem; }
.scroll { overflow-x: auto; margin: .75rem 0; }
.scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--c0); outline-offset: 2px; }
table { border-collapse: collapse; min-width: min(100%, 28rem); font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding-bottom: .25rem; }
th, td { text-align: left; font-weight: normal; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--edge); vertical-align: top; }
thead th { font-weight: 600; border-bottom-color: var(--soft); }
td:not(.n) { min-width: 8rem; }
.n { text-align: right; white-space: nowrap; }
summary { cursor: pointer; font-size: .9rem; padding: .25rem 0; }
@media print {
  :root { --paper: #fff; --ink: #000; --soft: #333; --edge: #bbb; --tint: #fff; --warn: #000; --warn-tint: #fff;
    --c0: #0b62c4; --c1: #b8430a; --c2: #1a7f37; --c3: #8250df; --c4: #57606a; }
  main { max-width: none; padding: 0; }
  figure, tr { break-inside: avoid; } h2 { break-after: avoid; }
  .scroll { overflow: visible; } details::details-content { content-visibility: visible; display: block; }
  summary { display: none; }
}
)";

}  // namespace kelvin::native
