"use strict";
(() => {
  const holder = document.getElementById("explorer-data");
  if (!holder) return;
  const FIELDS = ["stem", "measure", "display", "value", "n", "method", "function", "cell", "source", "held"];
  let loaded = null;
  const data = () => loaded || (loaded = prepared(JSON.parse(holder.textContent)));

  function prepared(d) {
    d.byId = new Map();
    d.measureOf = new Map(d.measures.map((m, at) => [m[0], {at, unit: m[1], words: m[2], head: m[3]}]));
    d.byStem = d.stems.map(() => []);
    for (const cells of d.facts) {
      const f = Object.fromEntries(FIELDS.map((name, at) => [name, cells[at]]));
      f.id = d.stems[f.stem][0] + "." + f.measure;
      d.byId.set(f.id, f);
      d.byStem[f.stem].push(f);
    }
    d.audit = d.edition === "audit";
    return d;
  }

  // Small tools for building what is shown; text goes in as text.
  function make(tag, attributes, ...inside) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "onclick") node.addEventListener("click", value);
      else if (value !== null && value !== undefined) node.setAttribute(name, value);
    }
    for (const part of inside.flat(9)) {
      if (part !== null && part !== undefined && part !== "") node.append(part);
    }
    return node;
  }
  const quiet = (...inside) => make("p", {class: "xp-quiet"}, inside);
  const heading = words => make("h3", {}, words);
  const hash = value => make("span", {class: "xp-hash"}, value);
  const listed = pairs => make("dl", {}, pairs.filter(Boolean).map(([name, ...what]) => [make("dt", {}, name), make("dd", {}, what)]));
  const number = n => n.toLocaleString("en-GB");

  // The panel
  const title = make("h2", {id: "xp-title", tabindex: "-1"});
  const kind = make("p", {class: "xp-kind"});
  const back = make("button", {type: "button", "aria-label": "Back", onclick: () => goBack()}, "←");
  const close = make("button", {type: "button", "aria-label": "Close", onclick: () => shut()}, "✕");
  const body = make("div", {class: "xp-body", tabindex: "0", role: "group", "aria-labelledby": "xp-title"});
  const top = make("div", {class: "xp-top"}, back, make("div", {}, kind, title), close);
  const panel = make("dialog", {class: "xp xp-panel", "aria-labelledby": "xp-title"}, top, body);
  const opener = make("button", {type: "button", onclick: () => open({what: "search"}, opener)}, "Search the numbers");
  const trail = [];
  let cameFrom = null, drawn = null;

  // "from" gets the focus back; "mark" is what was pressed in a drawing, which cannot have it.
  function open(view, from, mark) {
    if (!panel.open) {
      cameFrom = from || document.activeElement;
      trail.length = 0;
    } else if (from && !panel.contains(from)) {
      cameFrom = from;
      trail.length = 0;
    }
    if (from && !panel.contains(from)) drawn = mark || null;
    trail.push(view);
    show(true);
    const seen = drawn || cameFrom;
    if (seen && seen !== opener && seen.getBoundingClientRect) {
      seen.scrollIntoView({block: "nearest", inline: "nearest", behavior: "instant"});
      const place = seen.getBoundingClientRect(), sheet = panel.getBoundingClientRect();
      if (sheet.left < place.right && place.bottom > sheet.top) scrollBy({top: place.top - 72, behavior: "instant"});
    }
  }
  function goBack() {
    if (trail.length > 1) {
      trail.pop();
      show(true);
    }
  }
  function shut() {
    if (!panel.open) return;
    panel.close();
    document.body.classList.remove("xp-shown");
    lit(null);
    if (cameFrom && cameFrom.isConnected) cameFrom.focus({preventScroll: drawn !== null});
    cameFrom = drawn = null;
  }
  function show(focus) {
    const view = trail[trail.length - 1];
    body.replaceChildren();
    back.hidden = trail.length < 2;
    ({fact: showFact, figure: showFigure, quote: showQuote, search: showSearch, transcript: showTranscript})[view.what](view);
    if (!panel.open) {
      panel.show();
      document.body.classList.add("xp-shown");
    }
    body.scrollTop = 0;
    if (focus) (body.querySelector("[data-first]") || title).focus({preventScroll: true});
    const here = body.querySelector(".xp-here");
    if (here) here.scrollIntoView({block: "center"});
  }
  const head = (over, words) => {
    kind.textContent = over;
    title.textContent = words;
  };
  document.addEventListener("keydown", event => {
    if (event.key === "Escape" && panel.open) {
      event.preventDefault();
      shut();
    }
  });

  // What is shown of a fact
  const named = f => data().stems[f.stem];
  const kindOf = id => data().kinds[id.split(".")[0]] || "Fact";
  const capital = text => text.charAt(0).toUpperCase() + text.slice(1);
  const held = f => f.held && (f.display === null || f.display === undefined);

  function showFact(view) {
    const d = data(), f = d.byId.get(view.id);
    lit(view.id);
    if (!f) {
      head("Fact", view.id);
      body.append(make("p", {}, "This page carries nothing more of it."), command(view.id));
      return;
    }
    const [stem, label, group] = named(f), measure = d.measureOf.get(f.measure);
    head(kindOf(f.id), label);
    if (group) body.append(make("p", {class: "xp-whose"}, group));
    if (held(f)) {
      body.append(make("p", {class: "xp-figure xp-word"}, "Held back"));
    } else {
      body.append(make("p", {class: "xp-figure" + (typeof f.value === "string" ? " xp-word" : "")}, f.display));
    }
    body.append(make("p", {}, capital(measure.words) + "."));
    if (f.held) body.append(make("p", {class: "xp-held"}, held(f) ? "The value is not in this page. " : "Held back in the published report. ", capital(f.held) + "."));
    const value = f.value === null || f.value === undefined ? "not defined" : String(f.value);
    body.append(listed([
      !held(f) && ["Unrounded", value, measure.unit && f.display !== value ? " (" + measure.unit + ")" : ""],
      f.n !== null && f.n !== undefined && ["Rests on", "n = " + number(f.n)],
      ["Fact", make("code", {}, f.id)],
    ]));
    const inAndOut = d.who[f.stem].map(id => d.byId.get(id)).filter(Boolean);
    if (inAndOut.length) {
      body.append(heading("Who is in, and who is not"), make("ul", {}, inAndOut.map(one => make("li", {},
        held(one) ? "held back" : make("b", {}, one.display), ": " + d.measureOf.get(one.measure).words,
        named(one)[2] ? " (" + named(one)[2] + ")" : ""))));
    }
    body.append(heading("How it was worked out"));
    if (f.method !== null && f.method !== undefined) body.append(make("p", {}, d.methods[f.method]));
    const [name, version, code, settings] = d.functions[f.function], cell = d.cells[f.cell];
    const parameters = Object.entries(cell.parameters).map(([k, v]) => k + " = " + v);
    body.append(listed([
      ["Function", make("code", {}, name)],
      ["Version", version],
      settings.length && ["Its settings", settings.map(([k, v]) => k + " = " + v).join(", ")],
      parameters.length && ["Of this run", parameters.join(", ")],
      code && ["Code", hash("sha256 " + code)],
    ]));
    body.append(heading("The table behind it"));
    for (const place of d.behind[f.stem]) body.append(tableOf(...d.tables[place], f.id));
    body.append(heading("Where it was recorded"), notebook(cell));
    body.append(heading("What it rests on"), source(f));
    body.append(heading("Trace it yourself"), command(f.id));
  }

  function tableOf(words, stems, wanted, current) {
    const d = data();
    const rows = stems.map(stem => d.byStem[stem].filter(f => !wanted.length || wanted.includes(f.measure)));
    const columns = [...new Set(rows.flat().map(f => f.measure))].sort((a, b) => d.measureOf.get(a).at - d.measureOf.get(b).at);
    const labels = stems.map(stem => d.stems[stem]);
    const oneGroup = new Set(labels.map(l => l[2])).size === 1, oneThing = new Set(labels.map(l => l[1])).size === 1;
    const rowHead = l => oneThing && !oneGroup ? l[2] || l[1] : oneGroup ? l[1] : l[1] + (l[2] ? ", " + l[2] : "");
    const lines = rows.map((facts, at) => make("tr", {}, make("th", {scope: "row"}, rowHead(labels[at])), columns.map(c => {
      const f = facts.find(one => one.measure === c);
      if (!f) return make("td", {}, "–");
      const shown = held(f) ? "held back" : f.display;
      return f.id === current ? make("td", {class: "xp-this"}, make("b", {}, shown)) : make("td", {}, link(f.id, shown));
    })));
    return scrolled(words, make("table", {}, make("caption", {}, words),
      make("thead", {}, make("tr", {}, make("td", {}), columns.map(c => make("th", {scope: "col"}, d.measureOf.get(c).head)))),
      make("tbody", {}, lines)));
  }
  const scrolled = (label, inside) => make("div", {class: "xp-scroll", tabindex: "0", role: "group", "aria-label": label}, inside);
  function link(id, words) {
    const d = data(), f = d.byId.get(id), l = named(f);
    const spoken = words + ", " + d.measureOf.get(f.measure).words + ": " + l[1] + (l[2] ? ", " + l[2] : "");
    return make("button", {type: "button", "aria-label": spoken, onclick: () => open({what: "fact", id})}, words);
  }
  const command = id => make("code", {class: "xp-command"}, "triangulate trace " + id);

  function notebook(cell) {
    const d = data();
    const inside = cell.parts.map(([sort, text]) => {
      if (sort === "code") return make("pre", {class: "xp-code", tabindex: "0", role: "group", "aria-label": "Code of the notebook"}, text);
      const html = make("div", sort === "words" ? {class: "xp-words"} : {class: "xp-printed", tabindex: "0", role: "group", "aria-label": "What the cell printed"});
      html.innerHTML = text;
      html.querySelectorAll("h1,h2,h3,h4,h5,h6").forEach(h => h.replaceWith(make("p", {role: "heading", "aria-level": "4"}, ...h.childNodes)));
      html.querySelectorAll("thead th").forEach(th => { if (!th.textContent.trim()) th.replaceWith(make("td", {})); });
      return html;
    });
    return [listed([
      ["Notebook", make("code", {}, cell.notebook)],
      ["Cell", make("code", {}, cell.cell)],
      ["Hash", hash((d.audit ? "sha256 " : "keyed ") + cell.hash)],
    ]), make("details", {open: "open"}, make("summary", {}, "The notebook at this cell"), inside),
    d.audit ? "" : quiet("What the cells printed stays in the house: it may show what the report holds back. The table above has what may be shown of it.")];
  }

  const fragment = nodes => { const f = document.createDocumentFragment(); f.append(...nodes.flat(9).filter(Boolean)); return f; };
  const plainAppend = body.append.bind(body);
  body.append = (...nodes) => plainAppend(fragment(nodes));

  function source(f) {
    const d = data(), s = d.sources[f.source];
    const wanted = Object.entries(s.wanted).map(([k, v]) => k + " = " + v.join(" or ")).join(", ");
    const said = [listed([
      ["Table", make("code", {}, s.table)],
      wanted && ["Rows with", wanted],
      s.hash && ["Rows, files", hash("keyed " + s.hash)],
    ])];
    if (!d.audit) {
      said.push(quiet("The keyed hash stands for the selected rows and for the raw files they came from. Those who hold the study’s files can work it out again; nobody else can guess a row by it."));
      return said;
    }
    return [said, rawRows(f.source, s)];
  }

  // Audit edition: raw rows and transcripts
  function rawRows(place, s) {
    const d = data(), table = d.raw.tables[s.table];
    if (!table) {
      const places = d.raw.declared[place] || [];
      return places.length ? make("ul", {}, places.map(p => make("li", {}, make("code", {}, p.path), p.selector ? " " + p.selector + " " : " ", hash("sha256 " + (p.sha256 || "gone"))))) : quiet("Its rows cannot be shown.");
    }
    const at = Object.fromEntries(table.columns.map((c, i) => [c, i]));
    const rows = table.rows.filter(row => Object.entries(s.wanted).every(([c, v]) => v.includes(String(row[at[c]]))));
    const told = c => s.wanted[c] && s.wanted[c].length === 1;
    const own = table.columns.filter(c => !d.raw.places.includes(c) && !told(c));
    const most = 400;
    const files = [...new Set(rows.map(row => row[at.source_file]))].sort();
    const cell = row => [row[at.source_sheet], row[at.source_column] !== null && row[at.source_row] !== null ? (/\.sav$/.test(row[at.source_file]) ? "case " + row[at.source_row] + ", " + row[at.source_column] : row[at.source_column] + row[at.source_row]) : row[at.source_row] !== null ? "row " + row[at.source_row] : row[at.source_line] !== null ? "line " + row[at.source_line] : null].filter(x => x !== null).join("!");
    const open_ = row => s.table === "codings" && d.transcripts[row[at.document]] ? make("button", {type: "button", onclick: () => open({what: "transcript", document: row[at.document], start: row[at.start], end: row[at.end]})}, "read") : null;
    const shown = rows.slice(0, most).map(row => make("tr", {}, make("th", {scope: "row"}, row[at.source_file] || ""), make("td", {}, cell(row), " ", open_(row)), own.map(c => make("td", {}, row[at[c]] === null ? "" : String(row[at[c]])))));
    return [
      make("p", {}, number(rows.length) + (rows.length === 1 ? " row" : " rows") + (rows.length > most ? "; the first " + most + " are shown." : ".")),
      scrolled("Raw rows", make("table", {class: "xp-raw"}, make("caption", {}, "Raw rows"), make("thead", {}, make("tr", {}, ["File", "Place", ...own].map(c => make("th", {scope: "col"}, c)))), make("tbody", {}, shown))),
      make("details", {}, make("summary", {}, number(files.length) + (files.length === 1 ? " file" : " files") + " with SHA-256"), make("ul", {}, files.map(file => make("li", {}, make("code", {}, file), " ", hash(d.raw.files[file] || "not listed"))))),
    ];
  }

  function showTranscript(view) {
    const d = data(), t = d.transcripts[view.document];
    head("Pseudonymised transcript", view.document);
    const human = t.codings.filter(c => c[4] !== "auto");
    body.append(make("p", {class: "xp-whose"}, t.group), listed([
      ["Raw file", make("code", {}, t.file)], ["SHA-256", hash(t.sha256)],
      ["Codings", number(human.length) + " by " + ([...new Set(human.map(c => c[3]))].join(", ") || "nobody")],
    ]));
    const letters = [...t.text];
    const cuts = [...new Set([0, letters.length, ...human.flatMap(c => [c[0], c[1]]), ...(view.start === undefined ? [] : [view.start, view.end])])].sort((a, b) => a - b);
    const text = make("div", {class: "xp-text", tabindex: "0", role: "group", "aria-label": "Transcript"});
    let here = false;
    for (let i = 0; i + 1 < cuts.length; i++) {
      const [from, to] = [cuts[i], cuts[i + 1]], words = letters.slice(from, to).join("");
      const on = human.filter(c => c[0] <= from && to <= c[1]);
      const quoted = view.start !== undefined && view.start <= from && to <= view.end;
      let node = document.createTextNode(words);
      if (on.length) {
        const says = [...new Set(on.map(c => c[2] + " (" + c[3] + ")"))].join("; ");
        node = make("mark", {class: new Set(on.map(c => c[3])).size > 1 ? "xp-both" : "", title: says}, node);
      }
      if (quoted) {
        node = make("span", {class: here ? "xp-here xp-more" : "xp-here"}, node);
        here = true;
      }
      text.append(node);
      const ends = on.filter(c => c[1] === to);
      if (ends.length) text.append(make("sup", {}, "[" + [...new Set(ends.map(c => c[2] + ", " + c[3]))].join("; ") + "]"));
    }
    body.append(quiet("Marked in blue: coded by one person; in green: by several. Codes and coders stand where a passage ends."), text);
  }

  function showQuote(view) {
    const d = data(), q = d.quotes[view.id];
    lit(null);
    head("Quote", view.id);
    if (!q) {
      body.append(make("p", {}, "This page carries nothing more of it."));
      return;
    }
    const f = d.byId.get(q.fact);
    body.append(make("p", {class: "xp-whose"}, q.group + " participant"));
    if (view.words) body.append(make("blockquote", {}, make("p", {}, view.words)));
    body.append(listed([
      ["Code", q.path.join(" › ")],
      f && ["Raised by", link(f.id, held(f) ? "held back" : f.display), " interviews of the group"],
      ["Coded by", q.coder + (q.coders > 1 ? " and " + (q.coders - 1) + " more" : "")],
      ["Length", number(q.characters) + " characters"],
      ["Taken out", q.redactions.length ? q.redactions.map(([k, n]) => n + " × " + k.toLowerCase()).join(", ") : "nothing"],
      ["Place", hash("keyed " + q.hash)],
    ]));
    if (!d.audit) {
      body.append(quiet("The place in the transcript is given as a keyed hash, so that two quotes cannot be told to be one person’s. The audit edition leads to the transcript."));
      return;
    }
    const p = d.places[view.id];
    body.append(heading("Its place"), listed([
      ["Transcript", make("code", {}, p.document)], ["Raw file", make("code", {}, p.file)], ["Line", String(p.line)],
      ["Offsets", p.start + " to " + p.end + " of the pseudonymised text"], ["Words", hash("sha256 " + p.sha256)],
      ["Codings there", p.codings.map(c => c.join(" (") + ")").join(", ")],
    ]), make("button", {type: "button", class: "xp-open", onclick: () => open({what: "transcript", document: p.document, start: p.start, end: p.end})}, "Read it in the transcript"));
  }

  function showFigure(view) {
    const d = data(), figure = document.getElementById(view.id), about = d.figures[view.id];
    lit(null);
    const caption = figure.querySelector("figcaption");
    head("Figure", caption ? caption.textContent.trim() : view.id);
    if (!about) {
      body.append(make("p", {}, "This page carries nothing more of it."));
      return;
    }
    body.append(listed([["File", make("code", {}, about.file)], ["SHA-256", hash(about.sha256)]]));
    const facts = about.facts.map(id => d.byId.get(id)).filter(Boolean);
    if (!facts.length) {
      body.append(make("p", {}, "The figure plots no recorded fact."));
      return;
    }
    const stems = [...new Set(facts.map(f => f.stem))], wanted = [...new Set(facts.map(f => f.measure))];
    body.append(make("p", {}, "It plots " + number(facts.length) + " facts. Each leads to its story."), tableOf("The facts that it plots", stems, wanted, null));
  }

  // Search
  const simple = text => text.toLowerCase().replace(/\bper\s?cent\b/g, "%").replace(/[\u2212\u2013]/g, "-").replace(/[\s,\u202f\u00a0\u2009]+/g, "");
  function showSearch(view) {
    const d = data();
    lit(null);
    head("Search", "Every fact of the study");
    const found = make("ul", {class: "xp-hits"}), status = make("p", {class: "xp-quiet", role: "status"});
    const box = make("input", {class: "xp-find", id: "xp-find", type: "search", autocomplete: "off", spellcheck: "false", "data-first": ""});
    box.value = view.text || "";
    const look = () => {
      view.text = box.value;
      const whole = simple(box.value), words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      let hits = [];
      if (whole) {
        for (const f of d.byId.values()) {
          const l = named(f), about = (f.id + " " + l[1] + " " + l[2] + " " + d.measureOf.get(f.measure).words).toLowerCase();
          if (!held(f) && simple(f.display) === whole) hits.push([0, f]);
          else if (f.id === box.value.trim().toLowerCase()) hits.push([-1, f]);
          else if (words.every(w => about.includes(w))) hits.push([1, f]);
        }
        hits.sort((a, b) => a[0] - b[0]);
      }
      status.textContent = whole ? number(hits.length) + (hits.length === 1 ? " fact" : " facts") + (hits.length > 60 ? "; the first 60 are shown" : "") : number(d.byId.size) + " facts. Type a number as it is printed, words, or an id.";
      found.replaceChildren(...hits.slice(0, 60).map(([, f]) => {
        const l = named(f);
        return make("li", {}, make("button", {type: "button", onclick: () => open({what: "fact", id: f.id})}, make("b", {}, held(f) ? "held back" : f.display), make("span", {}, l[1] + (l[2] ? ", " + l[2] : "")), make("small", {}, d.measureOf.get(f.measure).words + " · " + f.id)));
      }));
    };
    box.addEventListener("input", look);
    body.append(make("label", {for: "xp-find"}, "A number, words, or an id"), box, status, found);
    look();
  }

  // What can be clicked
  function lit(id) {
    document.querySelectorAll(".xp-now").forEach(node => node.classList.remove("xp-now"));
    if (!id) return;
    document.querySelectorAll("[data-fact]").forEach(node => { if (node.dataset.fact === id) node.classList.add("xp-now"); });
    document.querySelectorAll("svg [id*='-fact:']").forEach(node => { if (factOf(node) === id) node.classList.add("xp-now"); });
  }
  const factOf = node => node.id.split("-fact:")[1].split(":")[0];
  function pressable(node, view) {
    node.classList.add("xp-can");
    node.setAttribute("role", "button");
    node.setAttribute("aria-haspopup", "dialog");
    node.addEventListener("click", event => {
      event.stopPropagation();
      open(view(), node);
    });
    node.addEventListener("keydown", event => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        open(view(), node);
      }
    });
  }
  const within = new Map();
  document.querySelectorAll("data.fact[data-fact], span.held[title]").forEach(node => {
    const id = node.dataset.fact || node.title.split(": ")[0];
    pressable(node, () => ({what: "fact", id}));
    const table = node.closest("table");
    if (!table) {
      node.tabIndex = 0;
      return;
    }
    if (!within.has(table)) within.set(table, []);
    within.get(table).push(node);
    node.tabIndex = within.get(table).length === 1 ? 0 : -1;
  });
  // A table is one stop of the Tab key; arrows go from number to number.
  for (const [table, nodes] of within) {
    table.addEventListener("keydown", event => {
      const at = nodes.indexOf(event.target);
      if (at < 0) return;
      const row = nodes[at].closest("tr"), cell = nodes[at].closest("td,th").cellIndex;
      const along = step => {
        for (let tr = row[step]; tr; tr = tr[step]) {
          const hit = nodes.find(n => n.closest("tr") === tr && n.closest("td,th").cellIndex === cell);
          if (hit) return hit;
        }
        return null;
      };
      const next = {ArrowRight: () => nodes[at + 1], ArrowLeft: () => nodes[at - 1], ArrowDown: () => along("nextElementSibling"), ArrowUp: () => along("previousElementSibling"), Home: () => nodes[0], End: () => nodes[nodes.length - 1]}[event.key];
      if (!next) return;
      event.preventDefault();
      const to = next();
      if (!to) return;
      nodes[at].tabIndex = -1;
      to.tabIndex = 0;
      to.focus();
    });
    table.addEventListener("focusin", event => {
      if (nodes.includes(event.target)) nodes.forEach(n => { n.tabIndex = n === event.target ? 0 : -1; });
    });
  }
  document.querySelectorAll("figure.drawn").forEach(figure => {
    const button = make("button", {type: "button", class: "xp-open", "aria-haspopup": "dialog"}, "The facts behind this figure");
    button.addEventListener("click", () => open({what: "figure", id: figure.id}, button));
    figure.append(button);
    // Bars and points are for the pointer; by key and by ear the same facts are reached by the button.
    figure.querySelectorAll("svg [id*='-fact:']").forEach(node => {
      node.classList.add("xp-can");
      node.addEventListener("click", () => open({what: "fact", id: factOf(node)}, button, node));
    });
  });
  document.querySelectorAll("blockquote").forEach(quote => {
    const place = quote.querySelector(".place");
    if (!place) return;
    const id = place.textContent.trim();
    const button = make("button", {type: "button", class: "xp-open", "aria-haspopup": "dialog", "aria-label": "Where quote " + id + " comes from"}, "Where it comes from");
    const words = quote.querySelector("p").textContent;
    button.addEventListener("click", () => open({what: "quote", id, words}, button));
    quote.querySelector("p").addEventListener("click", () => open({what: "quote", id, words}, button));
    quote.querySelector("p").classList.add("xp-can");
    quote.append(button);
  });
  document.querySelectorAll("td .place").forEach(place => {
    const id = place.textContent.trim();
    place.tabIndex = 0;
    pressable(place, () => ({what: "quote", id, words: place.parentElement.firstChild.textContent}));
  });
  document.body.append(make("div", {class: "xp xp-bar", role: "region", "aria-label": "Explorer"}, opener), panel);
})();
