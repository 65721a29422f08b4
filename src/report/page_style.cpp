#include "report/page_style.h"

#include "report/html_text.h"
#include "report/page_colors.h"
#include "report/palette.h"

namespace nacre::report {

namespace {
std::string variables(const PageColors& c) {
  return std::string("--paper:") + c.paper + ";--ink:" + c.ink + ";--soft:" + c.soft + ";--line:" + c.line +
         ";--tint:" + c.tint + ";--link:" + c.link + ";--warning:" + c.warning + ";--warning-line:" + c.warning_line;
}

// Lengths in rem grow with the letters that the reader has chosen. A figure is at least 26 rem wide, so that its letters
// stay legible; where the screen is narrower it scrolls.
constexpr const char* rules = R"(
*{box-sizing:border-box}
body{margin:0 auto;max-width:76rem;padding:1rem clamp(.75rem,3vw,2.5rem) 4rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.25rem;line-height:1.3;margin:2.5rem 0 .75rem;padding-top:1rem;border-top:1px solid var(--line)}
h3{font-size:1rem;margin:1.5rem 0 .5rem}
p{margin:.5rem 0;max-width:48rem}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,.scroll:focus-visible,pre:focus-visible,#viewer:focus-visible{outline:3px solid var(--link);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{position:static}
.soft{color:var(--soft)}
.soft,.links{font-size:.9rem}
nav ul{display:flex;flex-wrap:wrap;gap:.4rem 1.25rem;list-style:none;margin:1rem 0;padding:0}
nav a{display:inline-block;padding:.15rem 0}
.state{padding:.5rem .75rem;background:var(--tint);border-left:4px solid var(--link);max-width:none}
.warnings{padding:.5rem .75rem;background:var(--warning);border-left:4px solid var(--warning-line)}
.warnings h2{font-size:1rem;margin:0;padding:0;border:0}
.warnings ul{margin:.25rem 0;padding-left:1.25rem}
.scroll{overflow-x:auto;margin:.75rem 0}
table{border-collapse:collapse;font-size:.9rem;line-height:1.4;font-variant-numeric:tabular-nums;overflow-wrap:normal}
caption{text-align:left;font-weight:600;padding-bottom:.25rem}
th,td{text-align:left;vertical-align:top;padding:.25rem 1rem .25rem 0;border-bottom:1px solid var(--line)}
th{font-weight:400}
thead th{font-weight:600;border-bottom-width:2px;white-space:nowrap}
.rows thead th{white-space:normal}
td.n{text-align:right}
.rows th[scope=row]{min-width:8rem}
pre{overflow-x:auto;padding:.75rem;background:var(--tint);font:.85rem/1.45 ui-monospace,monospace;overflow-wrap:normal}
figure{margin:1rem 0;min-width:0}
.drawing{background:var(--figure);border:1px solid var(--line);border-radius:4px}
.drawing svg{display:block;width:100%;height:auto;min-width:26rem;margin:0 auto}
figcaption{font-size:.9rem;margin-top:.35rem}
.figures{display:grid;grid-template-columns:minmax(0,1fr);gap:0 1.5rem}
@media(min-width:64rem){.figures{grid-template-columns:repeat(auto-fit,minmax(30rem,1fr))}}
details{margin:.4rem 0}
summary{cursor:pointer;padding:.2rem 0}
#viewer{position:relative;height:26rem;max-height:80vh;border:1px solid var(--line);background:var(--figure)}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.9rem}
@media print{nav,.skip,#viewer{display:none}body{max-width:none;padding:0;font-size:10pt}h2,h3,caption{break-after:avoid}figure,tr{break-inside:avoid}.scroll,pre{overflow:visible}pre{white-space:pre-wrap}.drawing svg{min-width:0;max-height:12cm}}
@page{margin:15mm}
)";

// Kept for the address of the page, in the tab that shows it; where nothing can be kept, the page begins at its top.
constexpr const char* keep_place = R"(
(function(){
var key="nacre "+location.pathname;
function list(){return document.querySelectorAll("details");}
try{
var kept=JSON.parse(sessionStorage.getItem(key));
sessionStorage.removeItem(key);
if(kept){list().forEach(function(d,i){if(kept.open[i]){d.open=true;}});window.scrollTo(0,kept.y);}
}catch(e){}
addEventListener("pagehide",function(){
try{sessionStorage.setItem(key,JSON.stringify({y:window.scrollY,open:Array.prototype.map.call(list(),function(d){return d.open;})}));}catch(e){}
});
})();
)";
}  // namespace

std::string page_style() {
  // On paper the colours are those of light.
  return ":root{color-scheme:light dark;--figure:" + std::string(paper) + ";" + variables(light_page) +
         "}\n@media screen and (prefers-color-scheme:dark){:root{" + variables(dark_page) + "}}" + rules;
}

std::string page_script() { return keep_place; }

std::string viewer_script(const std::string& xyz) {
  return "\n(function(){\nvar view=$3Dmol.createViewer(document.getElementById(\"viewer\"),{backgroundColor:\"" +
         std::string(paper) + "\"});\nview.addModel(" + script_string(xyz) +
         ",\"xyz\");\nview.setStyle({},{stick:{radius:0.12},sphere:{scale:0.25}});\nview.zoomTo();\nview.render();\n})("
         ");\n";
}

}  // namespace nacre::report
