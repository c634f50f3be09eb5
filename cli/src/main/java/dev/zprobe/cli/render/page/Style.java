package dev.zprobe.cli.render.page;

/** The page's style sheet: light, dark and print. Contrast is at least 4.5 to 1 for all text. */
final class Style {
  static final String SHEET =
      """
      :root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--soft:#f3f3f1;--rule:#8a8a8a;--faint:#595959;--good:#17602a;--bad:#a1000c;--warning:#6f4a00;--blue:#0b4f9e}
      @media(prefers-color-scheme:dark){:root{--ink:#ececec;--paper:#161616;--soft:#242424;--rule:#8f8f8f;--faint:#b0b0b0;--good:#7fdb95;--bad:#ff9a94;--warning:#f0c060;--blue:#8cc0ff}}
      *{box-sizing:border-box}
      body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:0;overflow-wrap:anywhere}
      main{max-width:78rem;margin:0 auto;padding:1.5rem}
      h1{font-size:1.5rem;margin:0 0 .5rem}h2{font-size:1.25rem;margin:2.2rem 0 .6rem;border-bottom:1px solid var(--rule)}
      h3{font-size:1.05rem;margin:1.4rem 0 .4rem}
      .verdict{border-left:.5rem solid var(--rule);padding:.8rem 1rem;background:var(--soft)}
      .verdict.good{border-color:var(--good)}.verdict.bad{border-color:var(--bad)}.verdict.warning{border-color:var(--warning)}
      .verdict.good,.verdict.bad,.verdict.warning{color:var(--ink);font-weight:normal}
      .sentence{font-size:1.15rem;font-weight:600;margin:.3rem 0}
      .good{color:var(--good)}.bad{color:var(--bad);font-weight:600}.warning{color:var(--warning);font-weight:600}.faint{color:var(--faint)}
      nav a{margin-right:1rem}a{color:var(--blue)}
      .wide{overflow-x:auto;max-width:100%}
      table{border-collapse:collapse;font-size:.87rem;margin:.6rem 0}
      caption{text-align:left;color:var(--faint);padding:.2rem 0}
      th,td{text-align:left;vertical-align:top;padding:.25rem .6rem;border-bottom:1px solid var(--rule);overflow-wrap:break-word;max-width:26rem}caption{overflow-wrap:anywhere}
      tbody th{font-weight:600;min-width:6rem;max-width:16rem;position:sticky;left:0;background:var(--paper)}td:last-child{min-width:9rem}td.good{white-space:nowrap}td.frames{min-width:9rem}thead th{background:var(--soft)}
      article{border:1px solid var(--rule);border-radius:.3rem;padding:.2rem 1rem 1rem;margin:1rem 0}
      code,pre{font:.87rem/1.45 ui-monospace,monospace;overflow-wrap:anywhere}pre{white-space:pre-wrap;background:var(--soft);padding:.6rem}
      dl{display:grid;grid-template-columns:fit-content(45%) minmax(0,1fr);gap:.15rem 1rem;margin:.5rem 0}dt{color:var(--faint)}dd{margin:0}dt,dd{min-width:0}
      .pair{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:.6rem 0}figcaption{color:var(--faint);font-size:.87rem}
      svg{display:block;max-width:none;font:12px system-ui,sans-serif}
      svg text{fill:var(--ink)}svg .mid,svg .end{text-anchor:middle}svg .right{text-anchor:end}svg .small{font-size:11px}
      svg .end{font-weight:600}svg text.faint{fill:var(--faint)}svg text.bad{fill:var(--bad)}
      svg .life,svg .grid{stroke:var(--rule);stroke-width:1}svg .arrow{stroke:var(--blue);stroke-width:1.6}
      svg .ends,svg .cross{stroke:var(--bad);stroke-width:2}svg .missing{stroke:var(--bad);stroke-width:1.6;stroke-dasharray:5 4}
      svg .hop{fill:var(--blue);stroke:var(--paper);stroke-width:2}svg .silent{fill:var(--paper);stroke:var(--rule)}
      svg .suspect{fill:var(--bad)}svg .range{fill:none;stroke:var(--bad);stroke-dasharray:4 3}
      svg .bar.good{fill:var(--good)}svg .bar.failed{fill:var(--bad)}svg .bar.warning{fill:var(--warning)}
      @media(max-width:40rem){main{padding:.8rem}article{padding:.2rem .6rem .6rem}tbody th{max-width:9rem}th,td{max-width:18rem}td:last-child{min-width:14rem}}
      @media print{:root{--ink:#000;--paper:#fff;--soft:#fff;--rule:#666;--faint:#444;--good:#0d4a1d;--bad:#8a000a;--warning:#5c3d00;--blue:#003c80}
      main{max-width:none;padding:0}.wide{overflow:visible}tr,figure{break-inside:avoid}h2,h3{break-after:avoid}svg{max-width:100%;height:auto}
      table{font-size:.66rem}th,td{padding:.15rem .3rem}td.good{white-space:normal}th,td{max-width:none;overflow-wrap:anywhere}tbody th{min-width:0}td.frames{min-width:0}tbody th{position:static}td:last-child{min-width:0;overflow-wrap:anywhere}details>*{display:block}}
      """;

  private Style() {}
}
