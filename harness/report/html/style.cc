// SPDX-License-Identifier: Apache-2.0
// The one style sheet of the HTML report. Colours are variables, set once for light and once for dark.
// Nothing is told by colour alone: verdicts have marks, differences have signs and patterns.
#include "report/html/page.h"

namespace highwater {

const char kHtmlStyle[] = R"css(
:root{color-scheme:light dark;--bg:#fcfcfa;--card:#fff;--ink:#1b1d20;--soft:#5c626b;--line:#e3e3dd;--faint:#f3f3ef;
--link:#1d5a9c;--bad:#b0201a;--badbg:#fdecea;--good:#8a5a00;--goodbg:#fdf3dc;--ok:#1c6b3f;--okbg:#e7f4ec;
--live:#1d5a9c;--area:#1d5a9c1c;--reg:#7d6bb01c;--regink:#5d4b94;--ink2:#201a10}
@media(prefers-color-scheme:dark){:root{--bg:#131518;--card:#191c20;--ink:#e6e7e9;--soft:#9aa1ab;--line:#2c3036;
--faint:#20242a;--link:#7db4f0;--bad:#ff8b82;--badbg:#3a1b1a;--good:#eac06a;--goodbg:#362a12;--ok:#7fcf9f;--okbg:#16301f;
--live:#7db4f0;--area:#7db4f022;--reg:#a893e022;--regink:#b8a6ec}.fg i{filter:brightness(.86)}}
*{box-sizing:border-box}[hidden]{display:none!important}
html{scroll-padding-top:1rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
header,main,footer{max-width:1180px;margin:0 auto;padding:0 28px}
header{padding-top:34px;display:flex;flex-wrap:wrap;align-items:baseline;gap:4px 18px}
h1{font-size:25px;letter-spacing:-.015em;line-height:1.2;margin:0;font-weight:650}
h1 svg{width:24px;height:20px;margin-right:9px;vertical-align:-3px;color:var(--live)}
header p{margin:0;color:var(--soft)}
h2{font-size:13px;letter-spacing:.07em;text-transform:uppercase;color:var(--soft);font-weight:600;margin:38px 0 10px}
h3{display:inline;font-size:17px;font-weight:620;letter-spacing:-.008em;margin:0;overflow-wrap:anywhere}
h4{font-size:15px;font-weight:600;margin:0 0 10px;display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline}
h4 .p{color:var(--soft);font-weight:400}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
code,pre,.place{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.87em}
small{font-size:.86em;color:var(--soft)}
.skip{position:absolute;left:-999px}.skip:focus{left:12px;top:8px;background:var(--card);padding:6px 12px;z-index:9}
.lead{font-size:21px;font-weight:600;letter-spacing:-.012em;margin:22px 0 12px}
.lead.bad{color:var(--bad)}.lead.ok{color:var(--ok)}
.counts{display:flex;flex-wrap:wrap;gap:8px;list-style:none;margin:0;padding:0}
.counts .v{padding:2px 11px}
.v{display:inline-block;white-space:nowrap;border-radius:99px;padding:0 9px;font-size:.87em;font-weight:600;line-height:1.65;background:var(--faint);color:var(--soft)}
.v.bad{background:var(--badbg);color:var(--bad)}.v.good{background:var(--goodbg);color:var(--good)}.v.ok{background:var(--okbg);color:var(--ok)}.v.waived{background:var(--goodbg);color:var(--good)}
.v::before{margin-right:5px;content:"\2013"}.v.bad::before{content:"\2715"}.v.good::before{content:"\2193"}.v.ok::before{content:"\2713"}.v.waived::before{content:"\25D1"}
.tools{display:flex;flex-wrap:wrap;gap:10px;align-items:center;margin:24px 0 0}
.tools input{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:7px;padding:6px 12px;width:min(380px,100%)}
button{font:inherit;font-size:.9em;color:var(--link);background:none;border:1px solid var(--line);border-radius:7px;padding:4px 11px;cursor:pointer}
button:hover{background:var(--faint)}
.tools output{color:var(--soft)}
.scroll{overflow-x:auto;margin:0 0 18px}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:0 0 5px}
th,td{text-align:left;padding:5px 14px 5px 0;border-bottom:1px solid var(--line);vertical-align:baseline;font-weight:400}
thead th{font-size:.83em;color:var(--soft);font-weight:500;border-bottom-color:var(--soft);padding-bottom:3px}
th:last-child,td:last-child{padding-right:0}
.n{text-align:right;white-space:nowrap}
.total>*{font-weight:600;border-bottom:0}.rest>*{color:var(--soft)}
.metrics{width:auto;min-width:min(100%,640px)}
.chain{overflow-wrap:anywhere;min-width:300px;width:60%}.chain b{font-weight:600}
.via{color:var(--soft);font-size:.9em;display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}td:hover>.via{-webkit-line-clamp:none}
.place{color:var(--soft);white-space:nowrap}
.sum caption{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.sum td,.sum th{padding-top:7px;padding-bottom:7px}
.sum tbody tr:hover{background:var(--faint)}
.sum small{display:block}.sum .what{max-width:330px;overflow-wrap:anywhere;font-size:.9em;color:var(--soft)}.sum .what b{color:var(--ink);font-weight:600}
.sum td a{font-weight:560;overflow-wrap:break-word}.sum td:nth-child(2){min-width:200px;max-width:420px}.one .pf{display:none}
.bar{position:relative;display:block;width:92px;height:6px;border-radius:3px;background:var(--faint);margin-top:5px;margin-left:auto;overflow:hidden}
.bar::before{content:"";position:absolute;inset:0 auto 0 0;width:var(--n);background:var(--ok);opacity:.75}
.bar.bad::before{background:var(--bad)}.bar.good::before,.bar.waived::before{background:var(--good)}
.bar::after{content:"";position:absolute;top:0;bottom:0;left:var(--l);width:2px;background:var(--ink)}
.more{margin:-8px 0 18px}.more>summary{cursor:pointer;color:var(--link);padding:6px 0}
.spark{display:block;width:96px;height:24px;fill:var(--area);stroke:var(--live);stroke-width:1.2;vector-effect:non-scaling-stroke}
.sc{border-top:1px solid var(--line);content-visibility:auto;contain-intrinsic-size:auto 48px}
.sc[open]{contain-intrinsic-size:auto 1500px}
.sc>summary{padding:11px 0;cursor:pointer;display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline;list-style:none}
.sc>summary::-webkit-details-marker{display:none}
.sc>summary::before{content:"";width:0;height:0;border:5px solid transparent;border-left:7px solid var(--soft);border-right:0;transition:transform .12s}
.sc[open]>summary::before{transform:rotate(90deg)}
.res{padding:6px 0 26px 18px}.res+.res{border-top:1px dashed var(--line);padding-top:20px}
.box{border-left:3px solid var(--bad);background:var(--badbg);padding:9px 14px;margin:0 0 16px;border-radius:0 6px 6px 0;overflow-wrap:anywhere}
.box p{margin:0}.box pre{margin:8px 0 0;white-space:pre-wrap;max-height:320px;overflow:auto}
.warn{border-color:var(--good);background:var(--goodbg)}
.empty{color:var(--soft);background:var(--faint);border-radius:7px;padding:11px 15px;margin:0 0 16px}
.hints{margin:0 0 18px;padding-left:20px;max-width:80ch}.hints li{margin:3px 0}
.c{font-size:.87em;font-weight:600;white-space:nowrap}.c::before{margin-right:4px}
.c.new,.c.grew{color:var(--bad)}.c.gone,.c.shrank{color:var(--link)}.c.moved{color:var(--soft)}
.c.new::before{content:"+"}.c.grew::before{content:"\2191"}.c.shrank::before{content:"\2193"}.c.gone::before{content:"\D7"}.c.moved::before{content:"\2192"}
figure .trend-chart{display:block;max-width:42rem;height:auto}
figure{margin:0 0 20px}figcaption{margin:0 0 5px}figcaption b{font-weight:600}figcaption span{font-variant-numeric:tabular-nums}
figcaption small{display:block}
.tl svg{display:block;width:100%;height:auto;overflow:visible}.tl figcaption{color:var(--soft);font-size:.87em}
.tl text{font-size:12px;fill:var(--soft);font-variant-numeric:tabular-nums}
.tl .ty{text-anchor:end}.tl .tx{text-anchor:middle}.tl .ax{font-size:11px}.tl .rn{paint-order:stroke;stroke:var(--bg);stroke-width:3px;fill:var(--regink);font-weight:600}
.tl .grid{stroke:var(--line);stroke-width:1;fill:none}
.tl .reg{fill:var(--reg);stroke:var(--regink);stroke-width:.6;stroke-opacity:.5}.tl .iter{stroke:var(--regink);stroke-width:1;fill:none}
.tl .live{fill:var(--area);stroke:var(--live);stroke-width:1.6;stroke-linejoin:round}
.tl .ln{fill:none;stroke-width:1.4}.tl .lead{fill:none;stroke-width:.7;opacity:.6}
.tl .limit{stroke:var(--bad)}.tl .base{stroke:var(--ok);stroke-dasharray:7 4}.tl .now{stroke:var(--ink);stroke-dasharray:2 3}
.tl .ll{stroke:none;font-weight:600}.tl .ll.limit{fill:var(--bad)}.tl .ll.base{fill:var(--ok)}.tl .ll.now{fill:var(--ink)}
.tl .cross{stroke:var(--soft);stroke-width:1;fill:none;pointer-events:none}
.flames{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:0 28px}
.flames .diff{grid-column:1/-1}
.fg{position:relative;height:calc(var(--rows)*20px);overflow:hidden;border-radius:4px}
.fg i{position:absolute;height:19px;padding:0 5px;font:12px/19px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;
white-space:nowrap;overflow:hidden;text-overflow:ellipsis;color:var(--ink2);border-right:1px solid var(--bg);border-radius:2px;cursor:default;min-width:1px}
.r0{top:0px}.r1{top:20px}.r2{top:40px}.r3{top:60px}.r4{top:80px}.r5{top:100px}.r6{top:120px}.r7{top:140px}.r8{top:160px}.r9{top:180px}.r10{top:200px}.r11{top:220px}.r12{top:240px}.r13{top:260px}.r14{top:280px}.r15{top:300px}.r16{top:320px}.r17{top:340px}.r18{top:360px}
.js .fg i{cursor:zoom-in}
.fg i:hover{box-shadow:inset 0 0 0 2px #0007}.fg i:focus-visible{outline:0;box-shadow:inset 0 0 0 2px #000,inset 0 0 0 3px #fff}
.fg i.hit{background:#ff5db1!important;color:#200010}.fg i.up{opacity:.55}
.peak .t0{background:#f6c667}.peak .t1{background:#f3b653}.peak .t2{background:#f8d488}.peak .t3{background:#f0a850}.peak .t4{background:#f5cf9a}.peak .t5{background:#efbd75}
.kept .t0{background:#8fcbc0}.kept .t1{background:#7cbfb8}.kept .t2{background:#a6d6c8}.kept .t3{background:#74b6c0}.kept .t4{background:#b3dccf}.kept .t5{background:#92c7cf}
.fg .o{background:#d9d9d4}.u{background:#e2e2dd}
.g1{background:#f6cfc9}.g2{background:#f0a49a}.g3{background:#e6776b}.s1{background:#cfdff3}.s2{background:#a3c4ec}.s3{background:#74a7e0}
.diff .n{background-image:repeating-linear-gradient(45deg,#fff5 0 2px,transparent 2px 7px);text-align:left}
.diff .x{background-image:repeating-linear-gradient(-45deg,#fff8 0 3px,transparent 3px 6px);text-decoration:line-through}
.fg .g1::before,.fg .g2::before,.fg .g3::before{content:"+ "}.fg .s1::before,.fg .s2::before,.fg .s3::before{content:"\2212 "}
.leg{margin:0 0 6px}.leg span{color:var(--ink2);border-radius:3px;padding:1px 9px;font-size:12px}
.say{min-height:1.5em;margin:4px 0 0;font-size:.87em;color:var(--soft);overflow-wrap:anywhere}.say button{margin-left:10px;padding:0 9px}
.ctx{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,250px),1fr));gap:8px 22px;margin:0 0 14px}
.ctx dt{font-size:.83em;color:var(--soft)}.ctx dd{margin:0;overflow-wrap:anywhere}
footer{color:var(--soft);font-size:.87em;padding-top:26px;padding-bottom:44px}
@media(max-width:700px){header,main,footer{padding-left:14px;padding-right:14px}.res{padding-left:0}}
@media(prefers-reduced-motion:reduce){*{transition:none!important}}
@media print{.via{-webkit-line-clamp:none}:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--faint:#eee}.tools,.skip,.say{display:none}
body{font-size:11px}.sc{content-visibility:visible;break-inside:avoid-page}.fg,.bar,.v,.leg span{print-color-adjust:exact;-webkit-print-color-adjust:exact}a{color:inherit}}
)css";

}  // namespace highwater
