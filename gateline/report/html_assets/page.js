"use strict";
// Makes the static page live: filters, a list that grows as it is scrolled, a detail panel, deep links. Text of the report only ever
// becomes text nodes, and nothing is requested.
(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const [FP, RULE, SEVERITY, CONFIDENCE, KIND, LOT, NEW, MESSAGE, PATH, LINE, COLUMN, RANK, MORE] = Array(13).keys();
  const { findings, rules, severities, confidences, kinds, lots } = data;
  const severityRank = severities.map((_, index) => severities.length - index);
  const STEP = 80;
  const wide = matchMedia("(min-width: 68rem)");

  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (value === null || value === false || value === undefined) continue;
      if (name === "onclick") node.addEventListener("click", value);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
    return node;
  }

  // Names between backticks become code.
  function rich(text) {
    const parts = text.split("`");
    if (parts.length % 2 === 0) return [text];
    return parts.map((part, index) => (index % 2 ? el("code", { class: "inline" }, part) : part));
  }

  const spot = (path, line, column) => (path ? `${path}:${line}:${column}` : "whole target");
  const plural = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

  // Filters

  const state = { query: "", severity: new Set(), kind: new Set(), lot: new Set(), age: new Set(), rule: "", sort: "lot" };
  const haystacks = [];
  let shown = [];
  let rendered = 0;
  let selected = null;

  function haystack(index) {
    if (haystacks[index] === undefined) {
      const row = findings[index];
      const rule = rules[row[RULE]];
      const others = (row[MORE].places ?? []).map((place) => place[0]);
      haystacks[index] = [row[PATH], rule[0], rule[1], row[MESSAGE], row[FP], row[MORE].subject ?? "", ...others].join("\n").toLowerCase();
    }
    return haystacks[index];
  }

  function matches(index, terms) {
    const row = findings[index];
    return (
      (!state.severity.size || state.severity.has(row[SEVERITY])) &&
      (!state.kind.size || state.kind.has(row[KIND])) &&
      (!state.lot.size || state.lot.has(row[LOT])) &&
      (!state.age.size || state.age.has(row[NEW])) &&
      (state.rule === "" || row[RULE] === Number(state.rule)) &&
      terms.every((term) => haystack(index).includes(term))
    );
  }

  const text = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  const orders = {
    lot: (a, b) => a[LOT] - b[LOT],
    rank: null,
    severity: (a, b) => severityRank[b[SEVERITY]] - severityRank[a[SEVERITY]],
    path: (a, b) => text(a[PATH], b[PATH]) || a[LINE] - b[LINE],
    rule: (a, b) => text(rules[a[RULE]][0], rules[b[RULE]][0]),
  };

  function apply() {
    const terms = state.query.toLowerCase().split(/\s+/).filter(Boolean);
    shown = [];
    for (let index = 0; index < findings.length; index++) if (matches(index, terms)) shown.push(index);
    const order = orders[state.sort];
    if (order) shown.sort((a, b) => order(findings[a], findings[b]) || a - b);
    rendered = 0;
    $("list").replaceChildren();
    grow();
    const isFiltered = shown.length !== findings.length;
    $("shown").textContent = isFiltered ? `${shown.length.toLocaleString("en")} of ${plural(findings.length, "finding")}` : plural(findings.length, "finding");
    $("clear").hidden = !isFiltered;
    $("none").hidden = shown.length > 0;
    $("split").hidden = shown.length === 0;
    for (const chip of document.querySelectorAll(".chip")) chip.setAttribute("aria-pressed", String(state[chip.dataset.field].has(Number(chip.dataset.value))));
    if (wide.matches && shown.length && (selected === null || !shown.includes(selected))) select(shown[0], { isQuiet: true });
    else mark();
  }

  function clear() {
    for (const field of ["severity", "kind", "lot", "age"]) state[field].clear();
    state.query = state.rule = "";
    $("query").value = "";
    $("rule").value = "";
    apply();
  }

  // The list

  function row(index) {
    const finding = findings[index];
    const [id, title] = rules[finding[RULE]];
    const severity = severities[finding[SEVERITY]];
    const lot = lots[finding[LOT]];
    const others = (finding[MORE].places ?? []).length;
    return el("li", null,
      el("a", { class: `row ${severity}`, href: `#finding/${finding[FP]}`, "data-index": index },
        el("span", { class: "title" }, title || id),
        el("span", { class: "tags" },
          finding[NEW] === 1 && el("span", null, "new"),
          el("span", { class: "severity" }, severity),
          el("span", { class: `lot ${lot}` }, lot)),
        finding[MESSAGE] && finding[MESSAGE] !== title && el("span", { class: "message" }, rich(finding[MESSAGE])),
        el("span", { class: "where" }, spot(finding[PATH], finding[LINE], finding[COLUMN]), others ? `  and ${plural(others, "more place")}` : "")));
  }

  function grow(upTo = rendered + STEP) {
    const end = Math.min(shown.length, upTo);
    $("list").append(...shown.slice(rendered, end).map(row));
    rendered = end;
    $("rest").textContent = rendered < shown.length ? `${(shown.length - rendered).toLocaleString("en")} more below` : "";
    mark();
  }

  function mark() {
    for (const old of document.querySelectorAll(".row.selected")) old.classList.remove("selected");
    document.querySelector(`.row[data-index="${selected}"]`)?.classList.add("selected");
  }

  // The panel

  function copy(value, label) {
    return el("button", { class: "copy", type: "button", "aria-label": `copy ${label}`, onclick: (event) => {
      navigator.clipboard?.writeText(value).then(() => { event.target.textContent = "copied"; setTimeout(() => { event.target.textContent = "copy"; }, 1200); });
    } }, "copy");
  }

  const part = (title, ...children) => (children.flat(3).some(Boolean) ? [el("h3", null, title), ...children] : []);

  function facts(pairs) {
    const known = pairs.filter(([, value]) => value !== undefined && value !== null && value !== "");
    return known.length ? el("dl", { class: "facts" }, known.map(([name, value]) => [el("dt", null, name), el("dd", null, value)])) : null;
  }

  function source(finding) {
    const where = spot(finding[PATH], finding[LINE], finding[COLUMN]);
    const lines = (finding[MORE].preview ?? "").split("\n").filter(Boolean);
    return el("figure", { class: "source" },
      el("figcaption", null, el("span", null, where), copy(where, "place")),
      lines.length ? el("pre", null, lines.map((line, at) => [el("span", { class: "ln" }, String(finding[LINE] + at)), line, "\n"])) : null);
  }

  function cloned(rule, name) {
    const found = document.querySelector(`#rule-${rule} .${name}`);
    return found ? found.cloneNode(true) : null;
  }

  const yesNo = (value) => (value === undefined || value === null ? undefined : value ? "yes" : "no");

  const means = {
    blocked: "fails the gate",
    overridden: "would fail the gate without the break-glass",
    "would-block": "would fail the gate if the stage were not in shadow mode",
    warned: "does not fail the gate, but should be looked at",
    waived: "accepted for now by a waiver or an ignore",
    reported: "no rule of this stage blocks or warns on it",
  };

  function detail(index) {
    const finding = findings[index];
    const more = finding[MORE];
    const [id, title] = rules[finding[RULE]];
    const severity = severities[finding[SEVERITY]];
    const lot = lots[finding[LOT]];
    const places = more.places ?? [];
    const fixes = (more.fixes ?? []).map(([name, edits]) => [el("p", null, rich(name)), edits.map(([path, line, replacement]) =>
      el("figure", { class: "source edit" }, el("figcaption", null, `${path}:${line}`), el("pre", null, el("span", { class: "ln" }, "+"), replacement)))]);
    return [
      el("button", { class: "close", type: "button", onclick: close }, "← Back to the list"),
      el("div", { class: `meta ${severity}` },
        el("span", { class: "severity" }, severity), el("span", { class: `lot ${lot}` }, lot),
        finding[NEW] !== null && el("span", { class: "soft" }, finding[NEW] ? "new" : "old"),
        el("a", { class: "mono faint quiet", href: `#rules/${finding[RULE]}` }, id)),
      el("h2", null, title || id),
      el("p", { class: "message" }, rich(finding[MESSAGE])),
      el("p", { class: "soft" }, `${lot}: ${means[lot]}`),
      source(finding),
      ...part("Also at", places.length ? el("ul", { class: "bullets mono" }, places.slice(0, 200).map((place) => el("li", null, spot(...place))), places.length > 200 && el("li", null, `and ${places.length - 200} more`)) : null),
      ...part("Fix", el("div", { class: "fixbox" }, cloned(finding[RULE], "fix"), fixes)),
      ...part("Why it matters", cloned(finding[RULE], "why")),
      ...part("Trace", more.trace ? el("ol", { class: "trace" }, more.trace.map(([role, path, line, column, note]) =>
        el("li", { class: `${role}-step` }, el("div", null, el("span", { class: "soft" }, `${role}  `), rich(note)), el("div", { class: "mono" }, spot(path, line, column))))) : null),
      ...part("Evidence", more.evidence ? el("ul", { class: "bullets" }, more.evidence.map((clause) => el("li", null, rich(clause)))) : null),
      ...part("Related", more.related ? el("ul", { class: "bullets mono" }, more.related.map((place) => el("li", null, spot(...place)))) : null),
      ...part("First came in", facts([
        ["commit", more.origin?.[0] && el("code", null, more.origin[0].slice(0, 12))], ["author", more.origin?.[1]], ["date", more.origin?.[2]],
        ["still in HEAD", yesNo(more.origin?.[3])]])),
      ...part("Known", facts([
        ["rank", `${finding[RANK]} of 1000`], ["confidence", confidences[finding[CONFIDENCE]]], ["package", more.subject],
        ["CVSS", more.cvss?.toFixed(1)], ["EPSS", more.epss === undefined ? undefined : `${(100 * more.epss).toFixed(1)} %`],
        ["exploited (KEV)", yesNo(more.isExploited)], ["reachable", yesNo(more.isReachable)], ["exposure", more.exposure],
        ["fix available", yesNo(more.isFixAvailable)], ["caused by this change", yesNo(more.isIntroduced)],
        ["licence", more.licence], ["first seen", more.firstSeen],
        ["inline ignore", more.ignored === undefined ? undefined : more.ignored || "without a reason"], ["waiver", more.waiver],
        ["fingerprint", [el("code", null, finding[FP]), " ", copy(finding[FP], "fingerprint")]],
        ["explain", [el("code", null, `gateline explain ${finding[FP].slice(0, 12)}`)]]])),
      ...part("References", cloned(finding[RULE], "links")),
    ];
  }

  function select(index, { isQuiet = false } = {}) {
    selected = index;
    const panel = $("panel");
    panel.replaceChildren(...detail(index).flat().filter(Boolean));
    panel.scrollTop = 0;
    if (!isQuiet) panel.classList.add("open");
    document.body.style.overflow = !isQuiet && !wide.matches ? "hidden" : "";
    mark();
  }

  function close() {
    $("panel").classList.remove("open");
    document.body.style.overflow = "";
    if (location.hash.startsWith("#finding/")) history.replaceState(null, "", "#findings");
    document.querySelector(".row.selected")?.focus({ preventScroll: true });
  }

  function move(by) {
    const at = shown.indexOf(selected);
    const next = Math.min(shown.length - 1, Math.max(0, at < 0 ? 0 : at + by));
    if (shown[next] === undefined) return;
    if (next >= rendered) grow(next + STEP);
    history.replaceState(null, "", `#finding/${findings[shown[next]][FP]}`);
    select(shown[next], { isQuiet: !wide.matches && !$("panel").classList.contains("open") });
    const node = document.querySelector(`.row[data-index="${selected}"]`);
    node?.focus({ preventScroll: true });
    node?.scrollIntoView({ block: "nearest" });
  }

  // Tabs and deep links: #findings #gaps #rules #gate, #finding/<fingerprint>, #rules/<number>, #only/<field>/<value>

  function show(tab) {
    for (const section of document.querySelectorAll("main > .section")) section.hidden = section.id !== tab;
    for (const link of document.querySelectorAll(".tabs a")) link.toggleAttribute("aria-current", link.hash === `#${tab}`);
  }

  function route() {
    const [head, ...rest] = decodeURIComponent(location.hash.slice(1)).split("/");
    const value = rest.join("/");
    if (head === "finding") {
      show("findings");
      const index = findings.findIndex((row) => row[FP].startsWith(value) && value);
      if (index < 0) return;
      if (!shown.includes(index)) clear();
      const at = shown.indexOf(index);
      if (at >= rendered) grow(at + STEP);
      select(index);
      document.querySelector(`.row[data-index="${index}"]`)?.scrollIntoView({ block: "nearest" });
    } else if (head === "only") {
      show("findings");
      clear();
      only(rest[0], rest.slice(1).join("/"));
    } else if (head === "rules" && value) {
      show("rules");
      $(`rule-${value}`)?.scrollIntoView();
    } else {
      show(["gaps", "rules", "gate"].includes(head) ? head : "findings");
      if ($("panel")?.classList.contains("open")) close();
    }
  }

  function only(field, value) {
    if (field === "path") state.query = $("query").value = value;
    else if (field === "rule") state.rule = $("rule").value = value;
    else if (state[field] instanceof Set) state[field].add(Number(value));
    apply();
    if (!wide.matches || window.scrollY > 0) $("findings").scrollIntoView();
  }

  // Wiring

  function chips(field, names, classOf) {
    const counts = new Map();
    const at = { severity: SEVERITY, kind: KIND, lot: LOT, age: NEW }[field];
    for (const finding of findings) counts.set(finding[at], (counts.get(finding[at]) ?? 0) + 1);
    const present = names.map((name, value) => [name, value]).filter(([, value]) => counts.has(value));
    if (present.length < 2) return null;
    return el("div", { class: "chips", role: "group", "aria-label": field }, present.map(([name, value]) =>
      el("button", { class: `chip ${classOf?.(name) ?? ""}`, type: "button", "aria-pressed": "false", "data-field": field, "data-value": value, onclick: () => {
        if (!state[field].delete(value)) state[field].add(value);
        apply();
      } }, classOf && el("span", { class: "dot" }), name, el("span", { class: "n" }, counts.get(value).toLocaleString("en")))));
  }

  function start() {
    show("findings");
    if (!findings.length) return;
    $("static").remove();
    $("live").hidden = false;
    $("chips").append(...[chips("severity", severities, (name) => name), chips("lot", lots), chips("age", ["old", "new"]), chips("kind", kinds)].filter(Boolean));
    const counts = new Map();
    for (const finding of findings) counts.set(finding[RULE], (counts.get(finding[RULE]) ?? 0) + 1);
    $("rule").append(...rules.map(([id, title], index) => el("option", { value: index }, `${title || id} (${(counts.get(index) ?? 0).toLocaleString("en")})`)));
    $("rule").hidden = rules.length < 2;
    $("query").addEventListener("input", (event) => { state.query = event.target.value; apply(); });
    $("rule").addEventListener("change", (event) => { state.rule = event.target.value; apply(); });
    $("sort").addEventListener("change", (event) => { state.sort = event.target.value; apply(); });
    $("clear").addEventListener("click", clear);
    $("clear-none").addEventListener("click", clear);
    new IntersectionObserver((entries) => { if (entries.some((entry) => entry.isIntersecting) && rendered < shown.length) grow(); }, { rootMargin: "600px" }).observe($("rest"));
    new ResizeObserver(([entry]) => document.documentElement.style.setProperty("--filters", `${entry.target.offsetHeight}px`)).observe(document.querySelector(".filters"));
    wide.addEventListener("change", apply);
    addEventListener("beforeprint", () => grow(500));
    apply();
  }

  addEventListener("hashchange", route);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !findings.length) return;
    const isTyping = event.target.matches("input, select, textarea");
    if (event.key === "Escape") {
      if ($("panel").classList.contains("open")) close();
      else if (isTyping) event.target.blur();
    } else if (isTyping) {
      if (event.key === "ArrowDown" && event.target.id === "query") { event.preventDefault(); move(0); }
    } else if (event.key === "/") {
      event.preventDefault();
      show("findings");
      $("query").focus();
      $("query").select();
    } else if ((event.key === "j" || event.key === "ArrowDown") && !$("findings").hidden) {
      event.preventDefault();
      move(1);
    } else if ((event.key === "k" || event.key === "ArrowUp") && !$("findings").hidden) {
      event.preventDefault();
      move(-1);
    } else if (event.key === "x") clear();
  });
  start();
  if (location.hash) route();
})();
