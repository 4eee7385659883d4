"use strict";
(() => {
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const byId = (id) => document.getElementById(id);
  const make = (tag, text, from = {}) => Object.assign(document.createElement(tag), { textContent: text, ...from });
  const root = document.documentElement;
  const state = new URLSearchParams(location.hash.slice(1));
  const remember = (key, value) => {
    if (value) state.set(key, value); else state.delete(key);
    history.replaceState(null, "", "#" + state.toString());
  };

  // Dark or light: as the page was made, unless the reader, or the reader's machine, wants the other one.
  const dark = byId("dark");
  const turn = (on) => {
    root.classList.toggle("other", on);
    dark.setAttribute("aria-pressed", on);
  };
  const wished = matchMedia("(prefers-color-scheme: dark)").matches && !("dark" in root.dataset);
  turn(state.has("other") ? state.get("other") === "1" : wished);
  dark.addEventListener("click", () => {
    turn(!root.classList.contains("other"));
    remember("other", root.classList.contains("other") ? "1" : "0");
  });

  // Tabs, as the ARIA authoring practices have them.
  const tabs = all("[role=tab]");
  const open = (tab, focus) => {
    for (const one of tabs) {
      const on = one === tab;
      one.setAttribute("aria-selected", on);
      one.tabIndex = on ? 0 : -1;
      byId(one.getAttribute("aria-controls")).hidden = !on;
    }
    tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    root.classList.toggle("listing", tab.id === "tab-list");
    if (focus) tab.focus();
    document.dispatchEvent(new Event("opened"));
  };
  const keyOf = (tab) => tab.id.slice(4);
  const phone = matchMedia("(max-width: 760px)").matches;
  const first = tabs.find((tab) => keyOf(tab) === state.get("view")) || (phone && byId("tab-list")) || tabs[0];
  for (const tab of tabs) {
    tab.addEventListener("click", () => { open(tab); remember("view", keyOf(tab)); });
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const to = event.key === "Home" ? 0 : event.key === "End" ? tabs.length - 1
        : step ? (tabs.indexOf(tab) + (root.dir === "rtl" ? -step : step) + tabs.length) % tabs.length : -1;
      if (to < 0) return;
      event.preventDefault();
      open(tabs[to], true);
      remember("view", keyOf(tabs[to]));
    });
  }
  if (first) open(first);
  if (tabs.length < 2) byId("tabs").hidden = true;
  for (const picture of all("svg")) {
    picture.setAttribute("role", "group");
    const title = picture.querySelector(":scope > title");
    if (title) picture.setAttribute("aria-label", title.textContent);
  }

  const rows = all("tr[data-item]");
  if (!rows.length) return;
  const heads = all("thead th").map((one) => one.textContent);
  const items = new Map(rows.map((row) => [row.dataset.item, {
    row, name: row.querySelector("th").textContent, owner: row.children[1].textContent, stage: row.children[2].textContent,
    waits: "needs" in row.dataset,
    needs: (row.dataset.needs || "").split(" ").filter(Boolean), unlocks: [],
  }]));
  for (const item of items.values()) item.needs = item.needs.filter((id) => items.has(id));
  for (const [id, item] of items) for (const need of item.needs) items.get(need).unlocks.push(id);
  const words = byId("words").dataset;
  const names = (ids) => ids.map((id) => items.get(id).name).join(", ") || words.nothing;
  for (const item of items.values()) item.row.querySelector(".needs").textContent = item.needs.length ? names(item.needs) : "";

  const parts = all("svg g[data-of]");
  const lines = all("svg g.connector");
  const cards = parts.filter((part) => items.has(part.dataset.of) && /(^|-)(step|tile|answer)-/.test(part.id));
  const listed = all(".list li");
  const tight = new Set(all("svg g.ring[data-of]").map((ring) => ring.dataset.of));
  const [said, owner, stage, search, only, panel, about] = ["said", "owner", "stage", "search", "tight", "panel", "about"].map(byId);
  only.closest("label").hidden = !tight.size;
  let kept = "";

  const reach = (id, key, found = new Set()) => {
    for (const next of items.get(id)[key]) if (!found.has(next)) { found.add(next); reach(next, key, found); }
    return found;
  };
  const itemOf = (svg, id) => {
    const part = id && svg.querySelector("#" + CSS.escape(svg.id.replace("page-", "p") + "-" + id));
    return part ? part.dataset.of : undefined;
  };
  const passes = (id) => {
    const one = items.get(id);
    const text = search.value.trim().toLowerCase();
    return (!owner.value || one.owner === owner.value) && (!stage.value || one.stage === stage.value)
      && (!only.checked || tight.has(id)) && (!text || (one.name + " " + one.owner).toLowerCase().includes(text));
  };

  // What a step waits for and what waits for it, drawn between the cards of the picture that is open.
  const draw = (chosen) => {
    for (const old of all("svg .chain")) old.remove();
    if (!chosen) return;
    for (const svg of all(".pictures:not([hidden]) svg")) {
      const box = (id) => {
        const card = cards.find((one) => one.dataset.of === id && one.closest("svg") === svg);
        return card && card.getBBox();
      };
      const edges = [...items.get(chosen).needs.map((need) => [need, chosen]), ...items.get(chosen).unlocks.map((next) => [chosen, next])];
      for (const [need, id] of edges) {
        const [from, to] = [box(need), box(id)];
        if (!from || !to) continue;
        const back = from.x > to.x + to.width;
        const [x0, y0] = [back ? from.x : from.x + from.width, from.y + from.height / 2];
        const [x1, y1] = [back ? to.x + to.width : to.x, to.y + to.height / 2];
        const path = document.createElementNS(svg.namespaceURI, "path");
        const bend = Math.max(40, Math.abs(x1 - x0) / 2) * (back ? -1 : 1);
        path.setAttribute("d", `M${x0} ${y0}C${x0 + bend} ${y0} ${x1 - bend} ${y1} ${x1} ${y1}`);
        path.setAttribute("class", "chain");
        svg.insertBefore(path, svg.querySelector("g[data-of]"));
      }
    }
  };
  const show = (id) => {
    const near = id ? new Set([id, ...reach(id, "needs"), ...reach(id, "unlocks")]) : null;
    const on = (one) => !items.has(one) || (passes(one) && (!near || near.has(one)));
    for (const part of parts) part.classList.toggle("dim", !on(part.dataset.of));
    for (const line of lines) {
      const svg = line.closest("svg");
      const ends = [itemOf(svg, line.dataset.from), itemOf(svg, line.dataset.to)];
      line.classList.toggle("dim", ends.some((end) => end !== undefined && !on(end)));
    }
    for (const [one, item] of items) item.row.classList.toggle("off", !passes(one));
    for (const one of listed) one.classList.toggle("off", !passes(one.dataset.of));
    draw(id);
    said.textContent = id && !items.get(id).waits ? items.get(id).name : id ? `${items.get(id).name}. ${words.needs}: ${names(items.get(id).needs)}. ${words.unlocks}: ${names(items.get(id).unlocks)}.`
      : search.value ? words.found.replace("{n}", [...items.keys()].filter(passes).length) : "";
  };

  const details = (id) => {
    panel.hidden = !id;
    about.replaceChildren();
    if (!id) return;
    const item = items.get(id);
    about.append(make("h2", item.name));
    const list = make("dl", "");
    const links = (title, ids) => {
      list.append(make("dt", title));
      const found = make("dd", ids.length ? "" : words.nothing);
      for (const one of ids) {
        const button = make("button", items.get(one).name, { type: "button" });
        button.addEventListener("click", () => { keep(one); panel.querySelector("#close").focus(); });
        found.append(button);
      }
      list.append(found);
    };
    [...item.row.children].slice(1).forEach((cell, i) => {
      if (cell.textContent && cell.className !== "needs") list.append(make("dt", heads[i + 1]), make("dd", cell.textContent));
    });
    if (item.waits) {
      links(words.needs, item.needs);
      links(words.unlocks, item.unlocks);
    }
    about.append(list);
  };
  const keep = (id) => { kept = id; remember("step", id); details(id); show(id); };

  const focusOn = (id, from) => {
    const here = cards.filter((one) => one.dataset.of === id);
    const card = here.find((one) => one.closest("svg") === from.closest("svg")) || here.find((one) => !one.closest("[hidden]")) || here[0];
    if (card) card.focus();
  };
  for (const card of cards) {
    const id = card.dataset.of;
    card.setAttribute("tabindex", "0");
    card.setAttribute("role", "button");
    card.setAttribute("aria-label", [...items.get(id).row.children].slice(0, 6).map((cell) => cell.textContent).filter(Boolean).join(", "));
    card.addEventListener("mouseenter", () => show(id));
    card.addEventListener("mouseleave", () => show(kept));
    card.addEventListener("focus", () => show(id));
    card.addEventListener("blur", () => show(kept));
    card.addEventListener("click", () => keep(kept === id ? "" : id));
    card.addEventListener("keydown", (event) => {
      const item = items.get(id);
      const back = root.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
      const on = root.dir === "rtl" ? "ArrowLeft" : "ArrowRight";
      const moves = { [back]: item.needs[0], [on]: item.unlocks[0] };
      const here = cards.filter((one) => !one.closest("[hidden]"));
      const at = here.indexOf(card);
      if (event.key in moves) { if (moves[event.key]) focusOn(moves[event.key], card); }
      else if (event.key === "ArrowDown") (here[at + 1] || card).focus();
      else if (event.key === "ArrowUp") (here[at - 1] || card).focus();
      else if (event.key === "Enter" || event.key === " ") { keep(kept === id ? "" : id); show(kept || id); }
      else return;
      event.preventDefault();
    });
  }
  for (const one of listed) one.querySelector("button").addEventListener("click", () => keep(kept === one.dataset.of ? "" : one.dataset.of));
  byId("close").addEventListener("click", () => keep(""));
  document.addEventListener("opened", () => show(kept));

  const filters = { owner, stage, q: search };
  for (const [key, field] of Object.entries(filters)) {
    if (state.has(key)) field.value = state.get(key);
    field.addEventListener("input", () => { remember(key, field.value); show(kept); });
  }
  only.checked = state.get("tight") === "1";
  only.addEventListener("change", () => { remember("tight", only.checked ? "1" : ""); show(kept); });
  search.addEventListener("keydown", (event) => {
    const hit = [...items.keys()].find(passes);
    if (event.key === "Enter" && hit) keep(hit);
  });
  const reset = () => {
    for (const [key, field] of Object.entries(filters)) { field.value = ""; remember(key, ""); }
    only.checked = false;
    remember("tight", "");
    keep("");
  };
  byId("clear").addEventListener("click", reset);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") reset(); });
  document.querySelector("form").addEventListener("submit", (event) => event.preventDefault());

  let zoom = 1;
  const resize = (to) => { zoom = Math.min(5, Math.max(0.5, to)); for (const svg of all(".pictures svg")) svg.style.width = `${100 * zoom}%`; };
  byId("larger").addEventListener("click", () => resize(zoom * 1.25));
  byId("smaller").addEventListener("click", () => resize(zoom / 1.25));
  byId("fit").addEventListener("click", () => resize(1));

  if (items.has(state.get("step"))) keep(state.get("step")); else show("");
})();
