/** Styles of the report for screen, email and print. Colour never carries meaning alone. */
export const REPORT_STYLE = `
@page { size: A4; margin: 16mm 14mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px; max-width: 52rem; background: #fff; color: #14181d;
  font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
h1 { margin: 0 0 4px; font-size: 22px; }
h2 { margin: 24px 0 6px; font-size: 16px; border-bottom: 2px solid #dfe3e8; padding-bottom: 4px; break-after: avoid; }
h3 { margin: 0; font-size: 14px; }
p { margin: 4px 0; }
.summary { font-size: 16px; font-weight: 600; }
.fail, .fail h2 { color: #b0241c; }
.unknown h2 { color: #5646ab; }
.warn, .warn h2, .waived h2 { color: #845000; }
.pass, .pass h2 { color: #146c3c; }
.muted, .meta { color: #525a65; }
article { color: #14181d; padding: 8px 0; border-bottom: 1px solid #dfe3e8; break-inside: avoid; }
.hosts { font-family: ui-monospace, Consolas, "Liberation Mono", monospace; font-size: 13px; overflow-wrap: anywhere; }
pre { margin: 4px 0; padding: 6px 8px; background: #f0f2f4; border: 1px solid #dfe3e8; border-radius: 4px;
  font: 12px/1.4 ui-monospace, Consolas, "Liberation Mono", monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: 12.5px ui-monospace, Consolas, "Liberation Mono", monospace; }
table { width: 100%; border-collapse: collapse; margin: 8px 0; font-variant-numeric: tabular-nums; color: #14181d; }
th, td { text-align: left; vertical-align: top; padding: 3px 8px 3px 0; border-bottom: 1px solid #dfe3e8; overflow-wrap: anywhere; }
thead th { color: #525a65; font-size: 12px; font-weight: 600; }
tbody th { font-weight: 600; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
td.number, th.number { text-align: right; white-space: nowrap; }
footer { margin-top: 24px; color: #525a65; font-size: 12px; }
@media print { body { padding: 0; max-width: none; font-size: 10.5pt; } a { color: inherit; } }
`
