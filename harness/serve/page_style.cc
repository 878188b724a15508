// SPDX-License-Identifier: Apache-2.0
// The live page's style: light and dark, wide and narrow. Nothing is told by colour alone.
#include "serve/page.h"

namespace highwater {

const char kPageStyle[] = R"css(
:root{color-scheme:light dark;--bg:#fcfcfa;--card:#fff;--ink:#1b1d20;--soft:#5c626b;--line:#e3e3dd;--faint:#f3f3ef;
--link:#1d5a9c;--bad:#b0201a;--badbg:#fdecea;--ok:#1c6b3f;--area:#1d5a9c22;--mark:#7d6bb0;--rec:#b0201a14}
@media(prefers-color-scheme:dark){:root{--bg:#131518;--card:#191c20;--ink:#e6e7e9;--soft:#9aa1ab;--line:#2c3036;--faint:#20242a;
--link:#7db4f0;--bad:#ff8b82;--badbg:#3a1b1a;--ok:#7fcf9f;--area:#7db4f028;--mark:#b8a6ec;--rec:#ff8b8218}}
*{box-sizing:border-box}[hidden]{display:none!important}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
header,main,footer{max-width:1100px;margin:0 auto;padding:0 24px}
header{padding-top:24px;display:flex;flex-wrap:wrap;gap:2px 18px;align-items:baseline}
h1{font-size:23px;letter-spacing:-.015em;line-height:1.2;margin:0;font-weight:650}h1 span{color:var(--soft);font-weight:400}
header p{margin:0;color:var(--soft)}
#command{flex-basis:100%;font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
#dot{display:inline-block;width:9px;height:9px;border-radius:50%;margin-right:7px;background:var(--soft)}
.on #dot{background:var(--ok)}.rec #dot{background:var(--bad)}.off #dot{background:none;border:2px solid var(--soft)}
.notice{border-left:3px solid var(--bad);background:var(--badbg);padding:9px 14px;border-radius:0 6px 6px 0;margin:16px 0 0;overflow-wrap:anywhere}
dl{display:flex;flex-wrap:wrap;gap:12px 36px;margin:18px 0 8px}
dt{color:var(--soft);font-size:13px}dd{margin:0;font-variant-numeric:tabular-nums;font-size:19px;line-height:1.25;font-weight:560;white-space:nowrap}
.big dd{font-size:29px;font-weight:620;letter-spacing:-.015em}.big dd.more,dd.more{font-size:13px;font-weight:400;letter-spacing:0;color:var(--soft);min-height:1.25em}
figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:9px;padding:10px 12px 6px}
svg{display:block;width:100%;height:270px;overflow:visible}
svg text{font-size:12px;fill:var(--soft);font-variant-numeric:tabular-nums}
svg .y{text-anchor:end}svg .x{text-anchor:middle}
svg .grid{stroke:var(--line);fill:none}svg .live{fill:none;stroke:var(--link);stroke-width:1.8;stroke-linejoin:round}
svg .area{fill:var(--area)}svg .peak{fill:none;stroke:var(--ink);stroke-dasharray:2 4;opacity:.75}
svg .limit{stroke:var(--bad);stroke-dasharray:8 4;fill:none}svg text.limit{fill:var(--bad);stroke:none;font-weight:600}
svg .mark{stroke:var(--mark);fill:none}svg text.mark{fill:var(--mark);stroke:none;font-weight:600}svg .recorded{fill:var(--rec)}
figcaption{color:var(--soft);font-size:13px;display:flex;flex-wrap:wrap;gap:2px 10px;align-items:center}
.k{display:inline-block;width:20px;border-top:2px solid var(--link);margin-right:-4px}.k.peak{border-top:2px dotted var(--ink)}.k.limit{border-top:2px dashed var(--bad)}
.tools{display:flex;flex-wrap:wrap;gap:10px;align-items:center;margin:14px 0 0}
button,input{font:inherit;font-size:14px;border:1px solid var(--line);border-radius:7px;padding:8px 14px;background:var(--card);color:inherit;min-height:40px}
button{color:var(--link);cursor:pointer;font-weight:560}button:hover{background:var(--faint)}button:disabled{color:var(--soft);cursor:default;font-weight:400}
button.link{border:0;padding:0;min-height:0;background:none;font-weight:400}
form{display:flex;gap:8px;flex:0 1 340px;min-width:0}input{flex:1;min-width:0}
output{color:var(--soft);overflow-wrap:anywhere;min-width:0}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
h2{font-size:13px;letter-spacing:.07em;text-transform:uppercase;color:var(--soft);font-weight:600;margin:28px 0 8px}
#nosites{color:var(--soft);background:var(--faint);border-radius:7px;padding:11px 15px;margin:0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:6px 16px 6px 0;border-bottom:1px solid var(--line);vertical-align:baseline;font-weight:400}
thead th{font-size:13px;color:var(--soft)}th:last-child,td:last-child{padding-right:0}
.n{text-align:right;white-space:nowrap}td:first-child{overflow-wrap:anywhere;min-width:230px;width:60%}
td b{font-weight:600}td small{display:block;color:var(--soft);font-size:13px}td .place{color:var(--soft);font-size:13px;margin-left:8px}
.rest td{color:var(--soft)}.total td{font-weight:600;border-bottom:0}
footer{display:flex;flex-wrap:wrap;gap:6px 20px;padding-top:22px;padding-bottom:36px;font-size:14px}
a{color:var(--link)}.hide{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
.ask{padding-top:12vh;max-width:460px}.ask form{flex-wrap:wrap;margin:14px 0}.ask label{flex-basis:100%}
@media(max-width:640px){header,main,footer{padding-left:14px;padding-right:14px}svg{height:210px}form{flex-basis:100%}.tools button{flex:1 1 auto}
.big dd{font-size:25px}dl{gap:8px 26px}}
)css";

}  // namespace highwater
