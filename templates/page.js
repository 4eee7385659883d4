"use strict";
(() => {
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const rows = all("tr[data-item]");
  if (!rows.length) return;
  const items = new Map(rows.map((row) => [row.dataset.item, {
    row, name: row.querySelector("th").textContent, owner: row.dataset.owner, stage: row.dataset.stage,
    needs: row.dataset.needs.split(" ").filter(Boolean), unlocks: [],
  }]));
  for (const item of items.values()) item.needs = item.needs.filter((id) => items.has(id));
  for (const [id, item] of items) for (const need of item.needs) items.get(need).unlocks.push(id);
  const words = document.getElementById("words").dataset;
  const names = (ids) => ids.map((id) => items.get(id).name).join(", ") || words.nothing;
  for (const item of items.values()) item.row.querySelector(".needs").textContent = item.needs.length ? names(item.needs) : "";

  const parts = all("svg g[data-of]");
  const lines = all("svg g.connector");
  const cards = parts.filter((part) => items.has(part.dataset.of) && /(^|-)(step|tile)-/.test(part.id));
  const said = document.getElementById("said");
  const owner = document.getElementById("owner");
  const stage = document.getElementById("stage");
  let kept = "";

  const reach = (id, key, found = new Set()) => {
    for (const next of items.get(id)[key]) if (!found.has(next)) { found.add(next); reach(next, key, found); }
    return found;
  };
  const itemOf = (svg, id) => {
    const part = id && svg.querySelector("#" + CSS.escape(svg.id.replace("page-", "p") + "-" + id));
    return part ? part.dataset.of : undefined;
  };
  const show = (id) => {
    const passes = (one) => (!owner.value || items.get(one).owner === owner.value) && (!stage.value || items.get(one).stage === stage.value);
    const near = id ? new Set([id, ...reach(id, "needs"), ...reach(id, "unlocks")]) : null;
    const on = (one) => !items.has(one) || (passes(one) && (!near || near.has(one)));
    for (const part of parts) part.classList.toggle("dim", !on(part.dataset.of));
    for (const line of lines) {
      const svg = line.closest("svg");
      const ends = [itemOf(svg, line.dataset.from), itemOf(svg, line.dataset.to)];
      line.classList.toggle("dim", ends.some((end) => end !== undefined && !on(end)));
    }
    for (const [one, item] of items) item.row.classList.toggle("off", !passes(one));
    said.textContent = id ? `${items.get(id).name}. ${words.needs}: ${names(items.get(id).needs)}. ${words.unlocks}: ${names(items.get(id).unlocks)}.` : "";
  };
  const focusOn = (id, from) => {
    const here = cards.filter((one) => one.dataset.of === id);
    const card = here.find((one) => one.closest("svg") === from.closest("svg")) || here[0];
    if (card) card.focus();
  };
  for (const card of cards) {
    const id = card.dataset.of;
    card.setAttribute("tabindex", "0");
    card.setAttribute("role", "button");
    card.setAttribute("aria-label", (card.querySelector("title") || { textContent: items.get(id).name }).textContent);
    card.addEventListener("mouseenter", () => show(id));
    card.addEventListener("mouseleave", () => show(kept));
    card.addEventListener("focus", () => show(id));
    card.addEventListener("blur", () => show(kept));
    card.addEventListener("click", () => { kept = kept === id ? "" : id; show(kept); });
    card.addEventListener("keydown", (event) => {
      const item = items.get(id);
      const rtl = document.documentElement.dir === "rtl";
      const back = rtl ? "ArrowRight" : "ArrowLeft";
      const on = rtl ? "ArrowLeft" : "ArrowRight";
      const moves = { [back]: item.needs[0], [on]: item.unlocks[0] };
      const at = cards.indexOf(card);
      if (event.key in moves) { if (moves[event.key]) focusOn(moves[event.key], card); }
      else if (event.key === "ArrowDown") (cards[at + 1] || card).focus();
      else if (event.key === "ArrowUp") (cards[at - 1] || card).focus();
      else if (event.key === "Enter" || event.key === " ") { kept = kept === id ? "" : id; show(kept || id); }
      else return;
      event.preventDefault();
    });
  }
  for (const picture of all("svg")) {
    picture.setAttribute("role", "group");
    const title = picture.querySelector(":scope > title");
    if (title) picture.setAttribute("aria-label", title.textContent);
  }
  const reset = () => { kept = ""; owner.value = ""; stage.value = ""; show(""); };
  owner.addEventListener("change", () => show(kept));
  stage.addEventListener("change", () => show(kept));
  document.getElementById("clear").addEventListener("click", reset);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") reset(); });
})();
